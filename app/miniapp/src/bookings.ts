/** How a booking stands, as the server says: `status` is the one as of its answer. */
import type { Booking } from './api/client'
import { hasCome } from './dates'

/** Whether the visit is still to come, or under way. */
export function isUpcoming(booking: Booking): boolean {
  return ['booked', 'held'].includes(booking.status)
}

/** Whether the visit has ended since the server answered, so that the server has another status to tell. */
export function isOutdated(booking: Booking, now: string): boolean {
  return isUpcoming(booking) && hasCome(booking.ends_at, now)
}
