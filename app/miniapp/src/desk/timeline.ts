/**
 * Where things are on the timeline of a day: resources from top to bottom, hours from left to right, in pixels.
 *
 * Instants are numbers of milliseconds here, as `Date.parse` returns them.
 */
import type { DeskBooking, DeskClosure, DeskDay, DeskHeld, DeskResource } from '../api/desk'
import type { Text } from '../api/client'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const LANE_PX = 46
const GAP_PX = 6
const GROUP_PX = 32
/** The width of the shortest visit, in which a name must be readable. */
const VISIT_PX = 96
const HOUR_PX = { least: 72, most: 240 }

export interface Scale {
  from: number
  until: number
  hourWidth: number
}

/** A booking in its line. Where visits overlap, as a no-show and the guest after it, each has a lane of its own. */
export interface Placed {
  booking: DeskBooking
  lane: number
}

/** A place that is held, in its line. */
export interface PlacedHeld {
  held: DeskHeld
  lane: number
}

interface Extent {
  top: number
  height: number
}

export interface GroupLine extends Extent {
  kind: 'group'
  id: string
  name: Text
}

export interface ResourceLine extends Extent {
  kind: 'resource'
  id: string
  resource: DeskResource
  placed: Placed[]
  held: PlacedHeld[]
}

export type Line = GroupLine | ResourceLine

export function instant(written: string): number {
  return Date.parse(written)
}

/** The whole hours from the first opening or visit of the day to the last closing or visit; null if there are none. */
export function scaleOf(day: DeskDay, slotMinutes: number): Scale | null {
  const spans = [...day.resources.flatMap((resource) => resource.hours), ...day.bookings]
  if (!spans.length) return null
  const hourWidth = Math.min(HOUR_PX.most, Math.max(HOUR_PX.least, (VISIT_PX * 60) / slotMinutes))
  const from = Math.min(...spans.map(({ starts_at }) => instant(starts_at) - minutesPastHour(starts_at)))
  const until = Math.max(...spans.map(({ ends_at }) => instant(ends_at)))
  return { from, until: from + Math.ceil((until - from) / HOUR) * HOUR, hourWidth }
}

/** How long after the full hour of the venue's clock an instant is; the API writes instants with the venue's offset. */
function minutesPastHour(written: string): number {
  return Number(written.slice(14, 16)) * MINUTE
}

/** The beginnings of the hours. */
export function hoursOf({ from, until }: Scale): number[] {
  return Array.from({ length: (until - from) / HOUR }, (_, hour) => from + hour * HOUR)
}

export function widthOf(scale: Scale): number {
  return leftOf(scale, scale.until)
}

export function leftOf({ from, hourWidth }: Scale, at: number): number {
  return ((at - from) / HOUR) * hourWidth
}

/** The instant at a distance from the left edge. */
export function instantAt({ from, hourWidth }: Scale, left: number): number {
  return from + (left / hourWidth) * HOUR
}

/** The lines of a day, and the height of all of them. Canceled bookings have no place on it. */
export function linesOf(day: DeskDay): { lines: Line[]; height: number } {
  const byResource = bookingsByResource(day.bookings.filter((booking) => booking.status !== 'canceled'))
  const lines: Line[] = []
  let top = 0
  const add = (resource: DeskResource) => {
    const bookings = byResource.get(resource.id) ?? []
    const holds = day.held.filter(({ resource_ids }) => resource_ids.includes(resource.id))
    const lanes = lanesOf([...bookings, ...holds])
    const laneOf = (each: DeskBooking | DeskHeld) => lanes.get(each) ?? 0
    const placed = bookings.map((booking) => ({ booking, lane: laneOf(booking) }))
    const held = holds.map((each) => ({ held: each, lane: laneOf(each) }))
    const height = Math.max(1, ...[...lanes.values()].map((lane) => lane + 1)) * LANE_PX + GAP_PX
    lines.push({ kind: 'resource', id: resource.id, resource, placed, held, top, height })
    top += height
  }
  for (const { group, resources } of grouped(day)) {
    if (group) {
      lines.push({ kind: 'group', id: group.id, name: group.name, top, height: GROUP_PX })
      top += GROUP_PX
    }
    resources.forEach(add)
  }
  gone(day, byResource).forEach(add)
  return { lines, height: top }
}

function bookingsByResource(bookings: DeskBooking[]): Map<string, DeskBooking[]> {
  const found = new Map<string, DeskBooking[]>()
  for (const booking of bookings) {
    for (const id of booking.resource_ids) found.set(id, [...(found.get(id) ?? []), booking])
  }
  return found
}

function grouped({ groups, resources }: DeskDay) {
  const known = new Set(groups.map(({ id }) => id))
  const others = resources.filter(({ group }) => group === null || !known.has(group))
  const named = groups.map((group) => ({ group, resources: resources.filter((each) => each.group === group.id) }))
  return [{ group: null, resources: others }, ...named].filter((each) => each.resources.length)
}

/** Resources that the catalogue has no longer, but that are booked. On an own day these are others' joined tables. */
function gone(day: DeskDay, byResource: Map<string, DeskBooking[]>): DeskResource[] {
  if (day.is_own) return []
  const known = new Set(day.resources.map(({ id }) => id))
  return [...byResource.keys()]
    .filter((id) => !known.has(id))
    .map((id) => ({ id, name: { ru: id, en: id }, group: null, capacity: null, hours: [] }))
}

function lanesOf(spans: (DeskBooking | DeskHeld)[]): Map<DeskBooking | DeskHeld, number> {
  const ends: number[] = []
  const lanes = new Map<DeskBooking | DeskHeld, number>()
  for (const span of [...spans].sort((one, other) => instant(one.starts_at) - instant(other.starts_at))) {
    const free = ends.findIndex((end) => end <= instant(span.starts_at))
    const lane = free === -1 ? ends.length : free
    ends[lane] = instant(span.ends_at)
    lanes.set(span, lane)
  }
  return lanes
}

/** The closures of a resource that are within the scale, cut at its ends. */
export function closuresOf(day: DeskDay, { from, until }: Scale, resourceId: string) {
  const within = ({ starts_at, ends_at }: DeskClosure) => ({
    from: Math.max(from, instant(starts_at)),
    until: Math.min(until, instant(ends_at)),
  })
  return day.closures
    .filter(({ resource_id }) => resource_id === null || resource_id === resourceId)
    .map((closure) => ({ closure, ...within(closure) }))
    .filter((span) => span.from < span.until)
}

/** The top of a booking within its line. */
export function laneTop(lane: number): number {
  return GAP_PX / 2 + lane * LANE_PX
}

export const LANE_HEIGHT = LANE_PX - 2

/** The lines that are within `height` pixels from `top`, and some before and after them. */
export function visibleLines(lines: Line[], top: number, height: number): Line[] {
  const spare = height / 2
  return lines.filter((line) => line.top + line.height > top - spare && line.top < top + height + spare)
}

/** The resource's line at a distance from the top of all lines. */
export function lineAt(lines: Line[], top: number): ResourceLine | null {
  const found = lines.find((line) => line.top <= top && top < line.top + line.height)
  return found?.kind === 'resource' ? found : null
}
