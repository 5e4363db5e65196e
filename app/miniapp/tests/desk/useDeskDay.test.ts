import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import { showDay } from '../../src/api/desk'
import { NoAnswer, Refusal, type Problem } from '../../src/api/problems'
import { useDeskDay } from '../../src/desk/useDeskDay'
import { booking, deskDay } from './samples'

vi.mock('../../src/api/desk', () => ({ showDay: vi.fn() }))

const empty = { day: deskDay(), etag: '"1"' }
const full = { day: deskDay({ bookings: [booking(1, 18)] }), etag: '"2"' }
let scope: EffectScope
let isHidden = false

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(document, 'hidden', 'get').mockImplementation(() => isHidden)
})
afterEach(() => {
  scope.stop()
  isHidden = false
  vi.useRealTimers()
  vi.mocked(showDay).mockReset()
})

async function follow(date = ref<string | null>(null)) {
  scope = effectScope()
  const state = scope.run(() => useDeskDay(() => date.value))
  if (!state) throw new Error('no scope')
  await flushPromises()
  return { date, ...state }
}

async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds)
}

async function hide(hidden: boolean): Promise<void> {
  isHidden = hidden
  document.dispatchEvent(new Event('visibilitychange'))
  await flushPromises()
}

test('the day is asked for every two seconds with its tag, and drawn again only when it has changed', async () => {
  vi.mocked(showDay).mockResolvedValueOnce(empty).mockResolvedValueOnce(null).mockResolvedValue(full)
  const { day } = await follow()

  await pass(2_000)
  expect(day.value).toBe(empty.day)
  await pass(2_000)
  expect(day.value).toBe(full.day)
  await pass(2_000)

  expect(vi.mocked(showDay).mock.calls.map(([, etag]) => etag)).toEqual([null, '"1"', '"1"', '"2"'])
})

test('a hidden page asks for nothing, and at once when it is shown', async () => {
  vi.mocked(showDay).mockResolvedValue(empty)
  await follow()
  await hide(true)
  await pass(60_000)
  expect(showDay).toHaveBeenCalledTimes(1)

  await hide(false)

  expect(showDay).toHaveBeenCalledTimes(2)
})

test('without a connection the last day stays, and the pauses grow', async () => {
  vi.mocked(showDay).mockResolvedValueOnce(empty).mockRejectedValue(new NoAnswer('offline'))
  const { day, failure } = await follow()
  await pass(2_000)
  expect(failure.value).toBeInstanceOf(NoAnswer)
  await pass(3_999)
  expect(showDay).toHaveBeenCalledTimes(2)
  await pass(1)
  expect(showDay).toHaveBeenCalledTimes(3)
  expect(day.value).toBe(empty.day)
})

test('for whom there is no desk, it is asked for once', async () => {
  vi.mocked(showDay).mockRejectedValue(new Refusal({ code: 'not_found' } as Problem))
  await follow()
  await pass(60_000)
  expect(showDay).toHaveBeenCalledTimes(1)
})

test('an answer about the day before is dropped', async () => {
  let answer: (found: typeof empty) => void = () => undefined
  vi.mocked(showDay).mockReturnValueOnce(new Promise((resolve) => (answer = resolve)))
  const { date, day } = await follow()
  vi.mocked(showDay).mockResolvedValue(full)

  date.value = '2026-11-29'
  await nextTick()
  await flushPromises()
  answer(empty)
  await flushPromises()

  expect(day.value).toBe(full.day)
  expect(vi.mocked(showDay).mock.calls.map(([date, etag]) => [date, etag])).toEqual([
    [null, null],
    ['2026-11-29', null],
  ])
})
