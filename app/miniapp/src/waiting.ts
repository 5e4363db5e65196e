/** The waiting list: which times of a day a guest can wait for, and how a wish is said. */
import type { NewWait, Offer, Venue, Wait } from './api/client'
import { addDays, instantIn, timeOf } from './dates'
import { words } from './i18n'
import { freeSlots, partsOf, type Day } from './week'
import type { Wish } from './wish'

const MINUTE_MS = 60_000

/** What a guest would wait for. */
export interface WaitFor {
  wish: Wish
  /** The only table or person that is wanted; undefined for any that fits. */
  resourceId?: string | undefined
}

/** Times of a day that a guest can wait for. */
export interface WaitWindow {
  name: string
  /** What the server is told of it: nothing for any time of the day. */
  times: Pick<NewWait, 'around' | 'begins_at' | 'ends_at'>
}

/** Whether all times of a day are taken that could be booked. */
export function isFull(day: Day | undefined): boolean {
  return day !== undefined && day.slots.length > 0 && freeSlots(day).length === 0
}

/** The whole day where it is full, and its parts where they are: what is free elsewhere would be offered at once. */
export function wideWindows(venue: Venue, day: Day): WaitWindow[] {
  if (!isFull(day)) return partWindows(venue, day)
  const parts = partWindows(venue, day)
  return [{ name: words.anyTime, times: {} }, ...(parts.length > 1 ? parts : [])]
}

function partWindows(venue: Venue, day: Day): WaitWindow[] {
  const names = { morning: words.inTheMorning, day: words.inTheDay, evening: words.inTheEvening }
  return partsOf(day).flatMap(({ part, until, slots }) => {
    const [first] = slots
    if (part === 'night' || !first || slots.some(({ isFree }) => isFree)) return []
    const ends = until === 24 ? instantIn(venue.timezone, addDays(day.date, 1), '00:00') : instantIn(venue.timezone, day.date, `${until}:00`)
    return [{ name: names[part], times: { begins_at: first.startsAt, ends_at: ends } }]
  })
}

/** The times that are taken. */
export function timeWindows(day: Day): WaitWindow[] {
  return day.slots
    .filter(({ isFree }) => !isFree)
    .map(({ startsAt }) => ({ name: timeOf(startsAt), times: { around: startsAt } }))
}

/** `в любое время`, `около 18:00`, `с 17:00 до 21:00` */
export function windowName({ around, begins_at, ends_at }: Wait): string {
  if (around) return words.windowAround(timeOf(around))
  return begins_at && ends_at ? words.windowBetween(timeOf(begins_at), timeOf(ends_at)) : words.windowDay
}

/** For so many minutes more, rounded up, the place is held; 0 when it is held no longer. */
export function minutesLeft({ held_until }: Offer, now: string): number {
  return Math.max(0, Math.ceil((Date.parse(held_until) - Date.parse(now)) / MINUTE_MS))
}
