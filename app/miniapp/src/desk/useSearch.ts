/** Search in the bookings of all days: by the guest's name or phone number, or the booking's number. */
import { searchBookings, type DeskBooking, type DeskFound } from '../api/desk'
import { useAnswer } from '../useAnswer'
import { useSettled } from '../useSettled'
import { instant } from './timeline'

/** Ask when nothing more has been typed for a moment. `found` is undefined until the answer comes. */
export function useSearch(query: () => string) {
  const asked = useSettled(query)
  const { answer, failure, askAgain } = useAnswer(
    () => asked.value,
    async (text) => (text ? searchBookings(text) : []),
  )
  return { found: answer, failure, askAgain }
}

/**
 * The bookings of the day that match, and those of it and of other days that the server has found: first this day's, in
 * order, then the others as they came.
 */
export function merge(date: string, ofDay: DeskBooking[], found: DeskFound[]): DeskBooking[] {
  const known = new Set(ofDay.map(({ id }) => id))
  const more = found.map(({ booking }) => booking).filter(({ id }) => !known.has(id))
  const here = [...ofDay, ...more.filter((booking) => booking.date === date)]
  here.sort((one, other) => instant(one.starts_at) - instant(other.starts_at))
  return [...here, ...more.filter((booking) => booking.date !== date)]
}
