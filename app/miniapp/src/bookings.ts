/** What bookings are and where. `status` is what it was when the server answered. */
import type { Booking, Resource } from './api/client'
import { isPast } from './dates'
import { tablesOf } from './tables'

/** Whether the visit is in the future, or under way. */
export function isUpcoming(booking: Booking): boolean {
  return ['booked', 'held', 'seated'].includes(booking.status)
}

/** Whether the visit has ended since the server answered: then its status has changed on the server. */
export function isOutdated(booking: Booking, now: string): boolean {
  return isUpcoming(booking) && isPast(booking.ends_at, now)
}

/** The table or person of a booking, the first one of joined tables; undefined if it was removed. */
export function resourceOf(booking: Booking, resources: Resource[]): Resource | undefined {
  return resources.find(({ id }) => id === tablesOf(booking.resource_id)[0])
}
