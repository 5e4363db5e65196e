import { expect, test } from 'vitest'
import { isFull, minutesLeft, timeWindows, wideWindows, windowName } from '../src/waiting'
import type { Day } from '../src/week'
import { OFFERED, slot, VENUE, WAIT } from './samples'

/** A day with slots at these hours, of which those in `free` are free. */
function day(hours: number[], free: number[] = []): Day {
  const slots = hours.map((hour) => {
    const { starts_at, ends_at } = slot('2026-11-28', hour)
    return { startsAt: starts_at, endsAt: ends_at, isFree: free.includes(hour) }
  })
  return { date: '2026-11-28', isOpen: true, slots }
}

test('a day is full if others have taken all that could be booked', () => {
  expect(isFull(day([12, 18]))).toBe(true)
  expect(isFull(day([12, 18], [12]))).toBe(false)
  expect(isFull(day([]))).toBe(false)
  expect(isFull(undefined)).toBe(false)
})

test('a full day can be waited for as a whole and in parts, another one in those parts that are full', () => {
  const names = (of: Day) => wideWindows(VENUE, of).map(({ name }) => name)
  expect(names(day([10, 14, 18]))).toEqual(['Any time', 'Morning', 'Afternoon', 'Evening'])
  expect(names(day([18, 20]))).toEqual(['Any time'])
  expect(names(day([10, 14, 18, 20], [10, 18]))).toEqual(['Afternoon'])
})

test('a part of a day is a window of hours', () => {
  const [, morning, evening] = wideWindows(VENUE, day([10, 11, 18, 20]))
  expect(morning?.times).toEqual({ begins_at: '2026-11-28T10:00:00+03:00', ends_at: '2026-11-28T12:00:00+03:00' })
  expect(evening?.times).toEqual({ begins_at: '2026-11-28T18:00:00+03:00', ends_at: '2026-11-29T00:00:00+03:00' })
})

test('a taken time can be waited for', () => {
  expect(timeWindows(day([12, 18], [12]))).toEqual([{ name: '18:00', times: { around: '2026-11-28T18:00:00+03:00' } }])
})

test('a wish says which times will do', () => {
  const at = (hour: number) => slot('2026-11-28', hour).starts_at
  expect(windowName(WAIT)).toBe('any time')
  expect(windowName({ ...WAIT, around: at(18) })).toBe('around 18:00')
  expect(windowName({ ...WAIT, begins_at: at(17), ends_at: at(21) })).toBe('between 17:00 and 21:00')
})

test.each([
  ['12:00:00', 8],
  ['12:07:01', 1],
  ['12:08:00', 0],
  ['12:09:00', 0],
])('at %s a place is held for %i minutes more', (time, minutes) => {
  expect(OFFERED.offer && minutesLeft(OFFERED.offer, `2026-11-22T${time}+03:00`)).toBe(minutes)
})
