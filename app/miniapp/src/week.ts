/** The slots of a week, of one resource or of all that fit a wish. */
import { computed, ref } from 'vue'
import type { Availability, ResourceSlots, Venue, VenueSlot } from './api/client'
import { useVenue } from './catalogue'
import { addDays, clockTime, dayOf, hourOf, soon, weekdayOf } from './dates'
import { tablesOf } from './tables'

const MINUTE_MS = 60_000

export interface Slot {
  startsAt: string
  endsAt: string
}

/** A slot that is free, or that others have taken. */
export interface DaySlot extends Slot {
  isFree: boolean
}

export interface Day {
  date: string
  /** False on a day without slots. */
  isOpen: boolean
  /** Without those that are past or too soon to be booked. After midnight they are still slots of this day. */
  slots: DaySlot[]
}

/** The first day of the week that is shown: `paged`, which the guest has paged to, or the present one if it is later. */
export function useFirstDay(paged = ref<string>()) {
  const venue = useVenue()
  const present = computed(() => presentDay(venue))
  return computed({
    get: () => (paged.value && paged.value > present.value ? paged.value : present.value),
    set: (day) => (paged.value = day),
  })
}

/** The first day that can be booked: today, or yesterday until its night ends. */
export function presentDay(venue: Venue): string {
  const yesterday = addDays(venue.today, -1)
  const now = clockTime(venue.timezone, venue.now)
  const isNight = hoursOn(venue, yesterday).some(({ opens, closes }) => closes <= opens && now < closes)
  return isNight ? yesterday : venue.today
}

function hoursOn(venue: Venue, day: string) {
  if (venue.closures.includes(day)) return []
  return venue.special_hours[day] ?? venue.opening_hours[weekdayOf(day)]
}

export function daysOfResource(venue: Venue, { days }: ResourceSlots): Day[] {
  return days.map(({ date, slots }) =>
    dayOfSlots(
      venue,
      date,
      slots.map((slot) => asDaySlot(slot, slot.is_free)),
    ),
  )
}

/** A time is free if anything is free then, or the one that is wanted. */
export function daysOfVenue(venue: Venue, { days }: Availability, wantedId?: string): Day[] {
  const isFree = ({ free_resource_ids }: VenueSlot) =>
    wantedId ? free_resource_ids.includes(wantedId) : free_resource_ids.length > 0
  return days.map(({ date, slots }) =>
    dayOfSlots(
      venue,
      date,
      slots.map((slot) => asDaySlot(slot, isFree(slot))),
    ),
  )
}

/** A part of a day in which slots start, on the venue's clock from the hour `from` until `until`. */
export interface PartOfDay {
  part: 'morning' | 'day' | 'evening' | 'night'
  from: number
  until: number
  slots: DaySlot[]
}

/** The parts of a day that have slots, in order. The night is what starts after midnight. */
export function partsOf(day: Day): PartOfDay[] {
  const isNight = ({ startsAt }: DaySlot) => dayOf(startsAt) !== day.date
  const between = (from: number, until: number) =>
    day.slots.filter((slot) => !isNight(slot) && from <= hourOf(slot.startsAt) && hourOf(slot.startsAt) < until)
  const hours = [
    { part: 'morning', from: 0, until: 12 },
    { part: 'day', from: 12, until: 17 },
    { part: 'evening', from: 17, until: 24 },
  ] as const
  const parts = hours.map((each) => ({ ...each, slots: between(each.from, each.until) }))
  const night = { part: 'night', from: 0, until: 24, slots: day.slots.filter(isNight) } as const
  return [...parts, night].filter(({ slots }) => slots.length)
}

export function freeSlots(day: Day | undefined): DaySlot[] {
  return day?.slots.filter((slot) => slot.isFree) ?? []
}

/** The day to which a slot belongs, which is not that of its date after midnight. */
export function dayWith<Kind extends { slots: { startsAt: string }[] }>(days: Kind[] | undefined, slot: Slot): Kind | undefined {
  return days?.find(({ slots }) => slots.some((known) => known.startsAt === slot.startsAt))
}

/** The slot that starts at an instant; undefined where none does. */
export function slotAt(availability: Availability | undefined, startsAt: string | undefined): VenueSlot | undefined {
  const instant = Date.parse(startsAt ?? '')
  return availability?.days.flatMap((day) => day.slots).find((slot) => Date.parse(slot.starts_at) === instant)
}

/** When a table is free, also as one of joined tables: on the day of `wanted`, or else on the first later day. */
export function nextFree({ days }: Availability, tableId: string, wanted: Slot): Slot[] {
  const first = days.findIndex((day) => day.slots.some((slot) => slot.starts_at === wanted.startsAt))
  const later = days.slice(Math.max(0, first))
  const isFree = (slot: VenueSlot) => slot.free_resource_ids.some((id) => tablesOf(id).includes(tableId))
  const free = later.map((day) => day.slots.filter(isFree))
  return free.find((slots) => slots.length)?.map(asSlot) ?? []
}

/** The first free time of each place, by its id, as people say it. */
export function nearestTimes({ days }: Availability, today: string): Map<string, string> {
  const times = new Map<string, string>()
  for (const slot of days.flatMap((day) => day.slots)) {
    for (const id of slot.free_resource_ids) if (!times.has(id)) times.set(id, soon(slot.starts_at, today))
  }
  return times
}

/** The first time at which any place is free; undefined if none is. */
export function firstFree({ days }: Availability): Slot | undefined {
  const first = days.flatMap((day) => day.slots).find((slot) => slot.best_resource_id !== null)
  return first && asSlot(first)
}

export function asSlot(slot: { starts_at: string; ends_at: string }): Slot {
  return { startsAt: slot.starts_at, endsAt: slot.ends_at }
}

function asDaySlot(slot: { starts_at: string; ends_at: string }, isFree: boolean): DaySlot {
  return { ...asSlot(slot), isFree }
}

/** What can be booked no more, or not yet, is not shown as taken. */
function dayOfSlots(venue: Venue, date: string, slots: DaySlot[]): Day {
  const notice = Date.parse(venue.now) + venue.min_notice_minutes * MINUTE_MS
  const isOffered = ({ startsAt }: Slot) => date <= venue.last_day && Date.parse(startsAt) >= notice
  return { date, isOpen: slots.length > 0, slots: slots.filter((slot) => slot.isFree || isOffered(slot)) }
}
