/** The place that is proposed to a guest: the one to which they come again and again, or else the best. */
import type { UsualPlace } from './api/client'

/** Whether a place is a usual one of the guest for the party. */
export function isUsual(usual: UsualPlace[], id: string | null, party: number | null): boolean {
  return usual.some((each) => each.resource_id === id && each.party_size === party)
}

/** The guest's most usual place for the party that is free, else the first that is free. `freeIds` begin with the best. */
export function proposedPlace(usual: UsualPlace[], freeIds: string[], party: number | null): string | null {
  const own = usual.find((each) => each.party_size === party && freeIds.includes(each.resource_id))
  return own?.resource_id ?? freeIds[0] ?? null
}
