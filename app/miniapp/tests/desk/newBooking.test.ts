import { expect, test } from 'vitest'
import { bestPlace, bestTime } from '../../src/desk/newBooking'
import { at } from './samples'

const time = (hour: number, ...free: string[]) => ({ starts_at: at(hour), ends_at: at(hour + 2), free_resource_ids: free })
const times = [time(12, 't2'), time(14, 't1', 't2'), time(18, 't1'), time(20, 't2')]
const wanted = (resourceId: string | null, hour: number) => ({ resourceId, at: Date.parse(at(hour, 10)) })

test('a press between two starts proposes the one before it, at the place that was pressed', () => {
  expect(bestTime(times, wanted('t1', 19))).toBe(times[2])
  expect(bestTime(times, wanted('t2', 19))).toBe(times[1])
})

test('before the first start the first one is proposed, and for a place that is never free any', () => {
  expect(bestTime(times, wanted('t1', 9))).toBe(times[1])
  expect(bestTime(times, wanted('t9', 12))).toBe(times[0])
  expect(bestTime(times, wanted(null, 23))).toBe(times[3])
  expect(bestTime([], wanted('t1', 12))).toBeUndefined()
})

test('the place that was chosen is kept while it is free, then the one that was pressed, then the best', () => {
  expect(bestPlace(times[1], ['t2', 't1'])).toBe('t2')
  expect(bestPlace(times[2], ['t2', 't1'])).toBe('t1')
  expect(bestPlace(times[3], [null, 't1'])).toBe('t2')
  expect(bestPlace(undefined, ['t1'])).toBeNull()
})
