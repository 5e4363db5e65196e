import { expect, test } from 'vitest'
import { asSlot, daysOfVenue, dayWith, freeSlots, nextFree, presentDay, slotAt } from '../src/week'
import { VENUE, venueSlot } from './samples'

const availability = (...days: [string, ReturnType<typeof venueSlot>[]][]) => ({
  resource_ids: [],
  days: days.map(([date, slots]) => ({ date, slots })),
})
/** At one in the night after a day. */
const NIGHT = { ...venueSlot('2026-11-23', 1, 't1'), ends_at: '2026-11-23T02:00:00+03:00' }

test('times that others have taken are shown, past ones and those that are too soon are not', () => {
  // It is noon.
  const slots = [venueSlot('2026-11-22', 10), venueSlot('2026-11-22', 12), venueSlot('2026-11-22', 14), venueSlot('2026-11-22', 16, 't1')]
  const [day] = daysOfVenue({ ...VENUE, min_notice_minutes: 30 }, availability(['2026-11-22', slots]))

  expect(day?.slots.map(({ startsAt, isFree }) => [startsAt.slice(11, 13), isFree])).toEqual([
    ['14', false],
    ['16', true],
  ])
})

test('nothing is taken after the last day that can be booked', () => {
  const [day] = daysOfVenue(VENUE, availability(['2027-01-22', [venueSlot('2027-01-22', 18)]]))
  expect(day).toEqual({ date: '2027-01-22', isOpen: true, slots: [] })
})

test('a time after midnight belongs to the day before', () => {
  const days = daysOfVenue(VENUE, availability(['2026-11-22', [NIGHT]], ['2026-11-23', []]))

  expect(dayWith(days, asSlot(NIGHT))?.date).toBe('2026-11-22')
  expect(freeSlots(days[0])).toHaveLength(1)
})

test('a slot is found by its instant, with any offset', () => {
  const known = availability(['2026-11-22', [NIGHT]])
  expect(slotAt(known, '2026-11-22T22:00:00Z')).toBe(NIGHT)
  expect(slotAt(known, 'abc')).toBeUndefined()
})

test('a taken table is free when it or its joined tables are: on the same day, or on the next one that has any', () => {
  const days = availability(
    ['2026-11-22', [venueSlot('2026-11-22', 12, 't1'), venueSlot('2026-11-22', 18)]],
    ['2026-11-23', [venueSlot('2026-11-23', 12, 't8+t9'), venueSlot('2026-11-23', 18, 't9+t10')]],
  )
  const wanted = asSlot(venueSlot('2026-11-22', 18))

  expect(nextFree(days, 't1', wanted).map(({ startsAt }) => startsAt)).toEqual(['2026-11-22T12:00:00+03:00'])
  expect(nextFree(days, 't9', wanted)).toHaveLength(2)
  expect(nextFree(days, 't2', wanted)).toEqual([])
})

test.each([
  ['2026-11-22T01:30:00+03:00', '2026-11-21'],
  ['2026-11-22T02:00:00+03:00', '2026-11-22'],
  ['2026-11-23T01:30:00+03:00', '2026-11-23'],
])('at %s the first day that can be booked is %s: a night belongs to the day before', (now, day) => {
  const opening_hours = { ...VENUE.opening_hours, sat: [{ opens: '18:00', closes: '02:00' }], sun: [{ opens: '18:00', closes: '24:00' }] }
  const venue = { ...VENUE, opening_hours, now, today: now.slice(0, 10) }

  expect(presentDay(venue)).toBe(day)
  expect(presentDay({ ...venue, closures: ['2026-11-21'] })).toBe(venue.today)
})
