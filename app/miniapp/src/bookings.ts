/** How a booking stands just now. */
import type { Booking } from './api/client'
import { hasCome } from './dates'

/** A visit is over at its end, although the server notes it up to half an hour later. */
export function statusAt(booking: Booking, now: string): Booking['status'] {
  return booking.status === 'booked' && hasCome(booking.ends_at, now) ? 'completed' : booking.status
}

export function isUpcoming(booking: Booking, now: string): boolean {
  return ['booked', 'held'].includes(statusAt(booking, now))
}
