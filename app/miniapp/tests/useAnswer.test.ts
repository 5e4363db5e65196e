import { flushPromises } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { useAnswer } from '../src/useAnswer'

function asking<Answer>(ask: (question: number) => Promise<Answer>) {
  const question = ref(1)
  const scope = effectScope()
  const state = scope.run(() => useAnswer(() => question.value, ask))
  if (!state) throw new Error('no scope')
  return { question, ...state }
}

test('a late answer to an old question is dropped', async () => {
  const answers: ((value: string) => void)[] = []
  const { question, answer } = asking(() => new Promise<string>((resolve) => answers.push(resolve)))

  question.value = 2
  await nextTick()
  answers[1]?.('newer')
  answers[0]?.('older')
  await flushPromises()

  expect(answer.value).toBe('newer')
})

test('a failure is kept until asking again succeeds', async () => {
  let works = false
  const { answer, failure, askAgain } = asking(() => (works ? Promise.resolve('yes') : Promise.reject(new Error('no'))))
  await flushPromises()
  expect(failure.value).toEqual(new Error('no'))

  works = true
  await askAgain()

  expect(failure.value).toBeUndefined()
  expect(answer.value).toBe('yes')
})
