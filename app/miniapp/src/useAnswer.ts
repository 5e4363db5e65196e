import { shallowReadonly, shallowRef, watch } from 'vue'

/**
 * Send a request now, and again whenever `question` changes. Answers to earlier questions are dropped.
 *
 * When the question changes, `answer` is undefined until the new answer arrives, so that Tuesday's times are not shown
 * under Wednesday.
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
