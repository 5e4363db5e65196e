/** The free slots of a week, of one resource or of a whole venue. */
import { computed, ref } from 'vue'
import { listSlots, type Availability, type ResourceSlot, type ResourceSlots } from './api/client'
import { useVenue } from './catalogue'
import { dayIn, dayOf } from './dates'

export interface FreeSlot {
  startsAt: string
  endsAt: string
}

export interface Day {
  date: string
  /** False on a day without slots. */
  isOpen: boolean
  free: FreeSlot[]
}

/** The first day of the week that is shown: `paged`, which the guest has paged to, or today if that is later. */
export function useFirstDay(paged = ref<string>()) {
  const venue = useVenue()
  return computed({
    get: () => (paged.value && paged.value > venue.today ? paged.value : venue.today),
    set: (day) => (paged.value = day),
  })
}

export function daysOfResource(slots: ResourceSlots): Day[] {
  return slots.days.map((day) => ({
    date: day.date,
    isOpen: day.slots.length > 0,
    free: day.slots.filter((slot) => slot.is_free).map(asFreeSlot),
  }))
}

/** The slots in which at least one of the `wanted` resources is free. */
export function daysOfVenue(availability: Availability, wanted: ReadonlySet<string>): Day[] {
  return availability.days.map((day) => ({
    date: day.date,
    isOpen: day.slots.length > 0,
    free: day.slots.filter((slot) => slot.free_resource_ids.some((id) => wanted.has(id))).map(asFreeSlot),
  }))
}

/** The ids of the resources that are free in a slot; none where the slot is not of this week. */
export function freeIn(availability: Availability, slot: FreeSlot): string[] {
  const slots = availability.days.flatMap((day) => day.slots)
  return slots.find((known) => known.starts_at === slot.startsAt)?.free_resource_ids ?? []
}

/** The slots of a resource that are free on the day of `wanted`, or else on the first later day of this week. */
export function nextFree(availability: Availability, resourceId: string, wanted: FreeSlot): FreeSlot[] {
  const later = availability.days.filter((day) => day.date >= dayOf(wanted.startsAt))
  const free = later.map((day) => day.slots.filter((slot) => slot.free_resource_ids.includes(resourceId)))
  return free.find((slots) => slots.length)?.map(asFreeSlot) ?? []
}

/** The slot of a resource that starts at an instant, free or not; null where none does. */
export async function findSlot(resourceId: string, startsAt: string, timezone: string): Promise<ResourceSlot | null> {
  const instant = Date.parse(startsAt)
  if (Number.isNaN(instant)) return null
  const { days } = await listSlots(resourceId, dayIn(timezone, startsAt), 1)
  return days.flatMap((day) => day.slots).find((slot) => Date.parse(slot.starts_at) === instant) ?? null
}

function asFreeSlot(slot: { starts_at: string; ends_at: string }): FreeSlot {
  return { startsAt: slot.starts_at, endsAt: slot.ends_at }
}
