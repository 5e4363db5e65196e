/** What the desk says of bookings: their state, and which of them are searched for. */
import type { DeskBooking } from '../api/desk'
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
  bookings: DeskBooking[]
}

/** The bookings by the hour in which they start; they are in order already. */
export function byHour(bookings: DeskBooking[]): HourOfDay[] {
  const hours: HourOfDay[] = []
  for (const booking of bookings) {
    const hour = `${String(hourOf(booking.starts_at)).padStart(2, '0')}:00`
    if (hours.at(-1)?.hour !== hour) hours.push({ hour, bookings: [] })
    hours.at(-1)?.bookings.push(booking)
  }
  return hours
}

/** The bookings of a guest, of a resource, or with a number, that the query names. */
export function search(bookings: DeskBooking[], query: string): DeskBooking[] {
  const number = query.trim().replace(/^[#№]\s*/, '')
  return bookings.filter(
    (booking) =>
      String(booking.id) === number ||
      matches(query, { ru: booking.guest_name, en: booking.guest_name }, booking.resource_name),
  )
}
