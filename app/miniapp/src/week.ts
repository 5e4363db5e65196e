/** What is free in a week, whether of one resource or of a whole restaurant. */
import { computed, ref } from 'vue'
import type { Availability, ResourceSlots } from './api/client'
import { useVenue } from './catalogue'

export interface FreeSlot {
  startsAt: string
  endsAt: string
}

export interface Day {
  date: string
  /** False on a day off. */
  isOpen: boolean
  free: FreeSlot[]
}

/** The first day of the week that is shown: the one that was paged to, or today where that is over. */
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

/** When at least one of the wanted resources is free. */
export function daysOfVenue(availability: Availability, wanted: ReadonlySet<string>): Day[] {
  return availability.days.map((day) => ({
    date: day.date,
    isOpen: day.slots.length > 0,
    free: day.slots.filter((slot) => slot.free_resource_ids.some((id) => wanted.has(id))).map(asFreeSlot),
  }))
}

/** Which resources are free in a slot of the week; none where the slot is not of this week. */
export function freeIn(availability: Availability, slot: FreeSlot): string[] {
  const slots = availability.days.flatMap((day) => day.slots)
  return slots.find((known) => known.starts_at === slot.startsAt)?.free_resource_ids ?? []
}

function asFreeSlot(slot: { starts_at: string; ends_at: string }): FreeSlot {
  return { startsAt: slot.starts_at, endsAt: slot.ends_at }
}
