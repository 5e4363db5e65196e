/** What the desk says of bookings: their state, and which of them are searched for. */
import type { DeskBooking, DeskHeld } from '../api/desk'
import { hourOf } from '../dates'
import { matches } from '../search'
import { instant } from './timeline'

/** The status as the desk shows it: a guest whose visit has begun and whom nobody has seen is late. */
export type DeskStatus = DeskBooking['status'] | 'late'

export function deskStatus(booking: DeskBooking, now: number): DeskStatus {
  return booking.status === 'booked' && instant(booking.starts_at) < now ? 'late' : booking.status
}

/** A sign beside the colour: the name of an icon. */
export const SIGNS: Record<DeskStatus, string> = {
  held: 'clock',
  booked: 'dot',
  late: 'late',
  seated: 'person',
  completed: 'check',
  canceled: 'cross',
  no_show: 'absent',
}

/** Whether the guest is still to come or is there. */
export function isAhead(booking: DeskBooking): boolean {
  return booking.is_changeable
}

export interface HourOfDay {
  hour: string
  /** Bookings, and what is held for guests of the waiting list. */
  visits: (DeskBooking | DeskHeld)[]
}

/** The bookings, and the visits for which a place is held, by the hour in which they start, the earliest first. */
export function byHour(bookings: DeskBooking[], held: DeskHeld[]): HourOfDay[] {
  const hours: HourOfDay[] = []
  const visits = [...bookings, ...held].sort((one, other) => instant(one.starts_at) - instant(other.starts_at))
  for (const visit of visits) {
    const hour = `${String(hourOf(visit.starts_at)).padStart(2, '0')}:00`
    if (hours.at(-1)?.hour !== hour) hours.push({ hour, visits: [] })
    hours.at(-1)?.visits.push(visit)
  }
  return hours
}

export function isBooking(visit: DeskBooking | DeskHeld): visit is DeskBooking {
  return 'id' in visit
}

const inBoth = (name: string) => ({ ru: name, en: name })

/** The bookings of a guest, for a relative, of a resource, or with a number, that the query names. */
export function search(bookings: DeskBooking[], query: string): DeskBooking[] {
  const number = query.trim().replace(/^[#№]\s*/, '')
  return bookings.filter(
    (booking) =>
      String(booking.id) === number ||
      matches(query, inBoth(booking.guest_name), inBoth(booking.for_whom?.name ?? ''), booking.resource_name),
  )
}
