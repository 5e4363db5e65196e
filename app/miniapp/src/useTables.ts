/** The tables for a party and a time: which is chosen or proposed, and which was pressed though it is not free. */
import { computed, ref, watch, type Ref } from 'vue'
import { listResources, listUsualPlaces, showFloorPlan, type Availability } from './api/client'
import { useVenue } from './catalogue'
import { freePlace, placeWith, viewPlaces } from './tables'
import { useAnswer } from './useAnswer'
import { isUsual, proposedPlace } from './usual'
import { nextFree, slotAt, type Slot } from './week'

interface Choice {
  party: number | null
  /** Undefined until the server has answered. */
  availability: Availability | undefined
  slot: Slot | null
}

/** `wantedId` is the place that the guest chose, or one of its tables; null where the best place is proposed. */
export function useTables(choice: () => Choice, wantedId: Ref<string | null>) {
  const venue = useVenue()
  const { answer: resources, failure, askAgain } = useAnswer(() => choice().party, async (party) => {
    const [tables, fitting, usual] = await Promise.all([
      listResources(),
      party ? listResources({ party_size: party }) : [],
      listUsualPlaces(),
    ])
    return { tables, fitting, usual }
  })
  // Without its drawing there is still the list.
  const { answer: drawing } = useAnswer(
    () => venue.floor_plan_url,
    async (url) => (url ? showFloorPlan(url) : null),
  )

  const freeIds = computed(() => slotAt(choice().availability, choice().slot?.startsAt)?.free_resource_ids)
  const places = computed(() =>
    resources.value && freeIds.value ? viewPlaces(resources.value.tables, resources.value.fitting, freeIds.value) : [],
  )
  const usual = computed(() => resources.value?.usual ?? [])
  const placeId = computed(() => {
    const ids = freeIds.value ?? []
    const wanted = wantedId.value === null ? undefined : freePlace(ids, wantedId.value)
    return wanted ?? proposedPlace(usual.value, ids, choice().party)
  })
  /** Whether the table is one to which the guest comes again and again. */
  const isUsualTable = computed(() => isUsual(usual.value, placeId.value, choice().party))
  /** Whether the guest has chosen nothing, or nothing that is free. */
  const isProposed = computed(() => wantedId.value === null || !freePlace(freeIds.value ?? [], wantedId.value))

  const refusedId = ref<string | null>(null)
  watch([wantedId, freeIds], () => (refusedId.value = null))
  const refused = computed(() => places.value.find(({ id }) => id === refusedId.value))
  /** What the note above the main button is about. */
  const place = computed(() => refused.value ?? places.value.find(({ id }) => id === placeId.value))

  /** When a table that is taken is free. */
  function later(tableId: string): Slot[] {
    const { availability, slot } = choice()
    return availability && slot ? nextFree(availability, tableId, slot) : []
  }

  /** Answer a press on a table, or the choice of a place. */
  function press(id: string): void {
    const pressed = places.value.find((known) => known.id === id) ?? placeWith(places.value, id)
    if (!pressed) return
    if (pressed.state !== 'free') refusedId.value = pressed.id
    else {
      refusedId.value = null
      wantedId.value = pressed.id
    }
  }

  return { places, placeId, place, isProposed, isUsualTable, refused, drawing, failure, askAgain, later, press }
}
