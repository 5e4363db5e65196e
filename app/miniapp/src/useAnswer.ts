import { shallowReadonly, shallowRef, watch } from 'vue'

/**
 * Ask now, and again whenever the question changes; only the newest question's answer counts.
 *
 * A changed question takes the old answer away, so that nobody sees Tuesday's times under Wednesday.
 */
export function useAnswer<Question, Answer>(question: () => Question, ask: (question: Question) => Promise<Answer>) {
  const answer = shallowRef<Answer>()
  const failure = shallowRef<unknown>()
  let asked = 0

  async function askAgain(): Promise<void> {
    const mine = ++asked
    failure.value = undefined
    try {
      const found = await ask(question())
      if (mine === asked) answer.value = found
    } catch (error) {
      if (mine === asked) failure.value = error
    }
  }

  watch(
    question,
    () => {
      answer.value = undefined
      void askAgain()
    },
    { immediate: true },
  )
  return { answer: shallowReadonly(answer), failure: shallowReadonly(failure), askAgain }
}
