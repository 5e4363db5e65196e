/** Where a booking can be moved on a day. The server decides; this only proposes what it is likely to accept. */
import type { DeskBooking, DeskClosure, DeskDay, DeskHeld, DeskResource } from '../api/desk'
import { instant } from './timeline'
import { tablesOf } from '../tables'

const MINUTE = 60_000

/** A place and a start for a booking; the start is an instant in milliseconds. */
export interface Target {
  /** The id of a resource, or that of the booking's own joined tables. */
  resourceId: string
  startsAt: number
}

export type Step = 'earlier' | 'later' | 'up' | 'down'

export function targetOf(booking: DeskBooking): Target {
  return { resourceId: booking.resource_id, startsAt: instant(booking.starts_at) }
}

export function isSame(one: Target, other: Target): boolean {
  return one.resourceId === other.resourceId && one.startsAt === other.startsAt
}

export function lengthOf(booking: DeskBooking): number {
  return instant(booking.ends_at) - instant(booking.starts_at)
}

/** The resources that have enough seats, and the booking's own place first where that is joined tables. */
export function resourcesFor(day: DeskDay, booking: DeskBooking): DeskResource[] {
  const own = day.resources.find(({ id }) => id === booking.resource_ids[0])
  const fitting = day.resources.filter(({ capacity }) => capacity === null || capacity >= (booking.party_size ?? 0))
  if (!own || booking.resource_ids.length === 1) return fitting
  return [{ ...own, id: booking.resource_id, name: booking.resource_name }, ...fitting]
}

/** The starts of a resource on a day at which a visit of this length ends before closing, and the booking's own one. */
export function startsOf(resource: DeskResource, booking: DeskBooking, stepMinutes: number, now: number): number[] {
  const step = stepMinutes * MINUTE
  const own = instant(booking.starts_at)
  const starts = resource.hours.flatMap((span) => {
    const last = instant(span.ends_at) - lengthOf(booking)
    const count = Math.max(0, Math.floor((last - instant(span.starts_at)) / step) + 1)
    return Array.from({ length: count }, (_, number) => instant(span.starts_at) + number * step)
  })
  return starts.filter((start) => start > now || start === own)
}

/** The start that is nearest to an instant; null if there is none. */
export function nearest(starts: number[], at: number): number | null {
  const distance = (start: number) => Math.abs(start - at)
  return starts.reduce<number | null>(
    (best, start) => (best === null || distance(start) < distance(best) ? start : best),
    null,
  )
}

/** Why a booking cannot be somewhere: another guest, or a closure. */
export type Obstacle = { booking: DeskBooking } | { held: DeskHeld } | { closure: DeskClosure }

/** What stands in the way at the target; undefined if nothing is known. Buffers after visits do, too. */
export function inTheWay(day: DeskDay, moved: DeskBooking, target: Target): Obstacle | undefined {
  const ids = tablesOf(target.resourceId)
  const busyUntil = target.startsAt + instant(moved.busy_until) - instant(moved.starts_at)
  const isThere = (from: string, until: string) => instant(from) < busyUntil && target.startsAt < instant(until)
  const takes = ({ resource_ids }: DeskBooking | DeskHeld) => resource_ids.some((id) => ids.includes(id))
  const booking = day.bookings.find(
    (other) => other.id !== moved.id && other.is_changeable && takes(other) && isThere(other.starts_at, other.busy_until),
  )
  if (booking) return { booking }
  const held = day.held.find((other) => takes(other) && isThere(other.starts_at, other.busy_until))
  if (held) return { held }
  const closure = day.closures.find(
    ({ resource_id, starts_at, ends_at }) =>
      (resource_id === null || ids.includes(resource_id)) && isThere(starts_at, ends_at),
  )
  return closure && { closure }
}

/** The target at a resource and nearest to an instant; null if the resource has no start for the booking that day. */
export function targetAt(
  day: DeskDay,
  booking: DeskBooking,
  resourceId: string,
  at: number,
  stepMinutes: number,
  now: number,
): Target | null {
  // A booking of joined tables that is dropped on one of them keeps them all.
  const id = booking.resource_ids.includes(resourceId) ? booking.resource_id : resourceId
  const resource = resourcesFor(day, booking).find((each) => each.id === id)
  const startsAt = resource ? nearest(startsOf(resource, booking, stepMinutes, now), at) : null
  return startsAt === null ? null : { resourceId: id, startsAt }
}

/** The next target in a direction that is not taken; the same one if there is none. */
export function stepFrom(
  day: DeskDay,
  booking: DeskBooking,
  from: Target,
  step: Step,
  stepMinutes: number,
  now: number,
): Target {
  const resources = resourcesFor(day, booking)
  const isFree = (target: Target) => !inTheWay(day, booking, target)
  if (step === 'earlier' || step === 'later') {
    const resource = resources.find(({ id }) => id === from.resourceId)
    const starts = resource ? startsOf(resource, booking, stepMinutes, now) : []
    const beyond = starts.filter((start) => (step === 'later' ? start > from.startsAt : start < from.startsAt))
    const targets = beyond.map((startsAt) => ({ ...from, startsAt })).filter(isFree)
    return (step === 'later' ? targets[0] : targets.at(-1)) ?? from
  }
  const index = resources.findIndex(({ id }) => id === from.resourceId)
  const beyond = step === 'down' ? resources.slice(index + 1) : resources.slice(0, Math.max(0, index)).reverse()
  const targets = beyond
    .map(({ id }) => targetAt(day, booking, id, from.startsAt, stepMinutes, now))
    .filter((target): target is Target => target !== null && target.startsAt === from.startsAt)
  return targets.find(isFree) ?? from
}
