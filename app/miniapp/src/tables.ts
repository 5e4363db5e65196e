/** Tables, and tables that are pushed together, for a party and a time: free, taken or too small. */
import type { Resource } from './api/client'
import { localized, words } from './i18n'

export type PlaceState = 'free' | 'taken' | 'small'

/** A table, or several that are joined for a large party. */
export interface PlaceView {
  /** A table's id, or those of joined tables with `+` between them. */
  id: string
  tableIds: string[]
  name: string
  description: string
  seats: number
  state: PlaceState
}

export function tablesOf(placeId: string): string[] {
  return placeId.split('+')
}

/**
 * Everything at which a party can sit, in the guest's language: what is free first, as the server orders it, then what
 * is taken and what is too small.
 *
 * `tables` are all of them, `fitting` those that seat the party, joined ones too. Joined tables are shown only while
 * they are free: the server offers them where no smaller number of tables is.
 */
export function viewPlaces(tables: Resource[], fitting: Resource[], freeIds: string[]): PlaceView[] {
  const free = freeIds.flatMap((id) => fitting.filter((place) => place.id === id)).map((place) => view(place, 'free'))
  const isTableEnough = free.some(({ tableIds }) => tableIds.length === 1)
  // A table that is too small by itself is taken rather than small where only more tables would do.
  const fits = ({ id }: Resource) =>
    fitting.some((place) => place.id === id || (!isTableEnough && place.resource_ids.includes(id)))
  const others = tables
    .filter(({ id }) => !free.some(({ tableIds }) => tableIds.includes(id)))
    .map((table) => view(table, fits(table) ? 'taken' : 'small'))
  return [...free, ...others.sort((one, other) => order(one) - order(other))]
}

/** The best place that a table is part of. */
export function placeWith(places: PlaceView[], tableId: string): PlaceView | undefined {
  return places.find(({ tableIds }) => tableIds.includes(tableId))
}

/** The id of the free place that is meant by the id of a place or of one of its tables. */
export function freePlace(freeIds: string[], wantedId: string): string | undefined {
  return freeIds.find((id) => id === wantedId) ?? freeIds.find((id) => tablesOf(id).includes(wantedId))
}

export function stateName(state: PlaceState): string {
  return { free: words.free, taken: words.taken, small: words.tooSmall }[state]
}

export function isJoined({ tableIds }: PlaceView): boolean {
  return tableIds.length > 1
}

function view(place: Resource, state: PlaceState): PlaceView {
  return {
    id: place.id,
    tableIds: place.resource_ids,
    name: localized(place.name),
    description: place.resource_ids.length > 1 ? words.joinedTables : localized(place.description),
    seats: place.capacity ?? 0,
    state,
  }
}

function order({ state, seats }: PlaceView): number {
  return (state === 'small' ? 1000 : 0) + seats
}
