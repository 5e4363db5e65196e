/** The status of bookings. `status` is what it was when the server answered. */
import type { Booking } from './api/client'
import { isPast } from './dates'

/** Whether the visit is in the future, or under way. */
export function isUpcoming(booking: Booking): boolean {
  return ['booked', 'held'].includes(booking.status)
}

/** Whether the visit has ended since the server answered: then its status has changed on the server. */
export function isOutdated(booking: Booking, now: string): boolean {
  return isUpcoming(booking) && isPast(booking.ends_at, now)
}
