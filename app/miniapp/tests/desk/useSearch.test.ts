import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, ref } from 'vue'
import { searchBookings } from '../../src/api/desk'
import { merge, useSearch } from '../../src/desk/useSearch'
import { booking } from './samples'

vi.mock('../../src/api/desk', () => ({ searchBookings: vi.fn() }))

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.mocked(searchBookings).mockReset()
})

test('the server is asked once for what was typed, when nothing more is typed', async () => {
  vi.mocked(searchBookings).mockResolvedValue([{ booking: booking(1, 18), phone: null }])
  const query = ref('')
  const scope = effectScope()
  const state = scope.run(() => useSearch(() => query.value))

  for (const typed of ['a', 'an', 'ann ']) {
    query.value = typed
    await vi.advanceTimersByTimeAsync(100)
  }
  await vi.advanceTimersByTimeAsync(250)
  await flushPromises()

  expect(vi.mocked(searchBookings).mock.calls).toEqual([['ann']])
  expect(state?.found.value?.map((each) => each.booking.id)).toEqual([1])
  scope.stop()
})

test('what is found on this day comes first and once, then other days', () => {
  const [late, early, other] = [booking(1, 20), booking(2, 18), booking(3, 12, { date: '2026-12-05' })]
  const found = [other, late, early].map((each) => ({ booking: each, phone: null }))

  expect(merge('2026-11-28', [late], found).map(({ id }) => id)).toEqual([2, 1, 3])
})
