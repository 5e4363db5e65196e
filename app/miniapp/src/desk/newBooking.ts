/** What is proposed when an admin books for a guest. The server says what is free. */
import type { DeskTime } from '../api/desk'
import { instant } from './timeline'

/** Where and when an admin has pressed; the time is an instant in milliseconds. */
export interface Wanted {
  /** Null for any place. */
  resourceId: string | null
  at: number
}

/** The last start that is not after the wanted time, or the first one after it; at the wanted place if it is free at any. */
export function bestTime(times: DeskTime[], { resourceId, at }: Wanted): DeskTime | undefined {
  const there = times.filter(({ free_resource_ids }) => resourceId !== null && free_resource_ids.includes(resourceId))
  const possible = there.length ? there : times
  return possible.findLast(({ starts_at }) => instant(starts_at) <= at) ?? possible[0]
}

/** The first of the wished places that is free at the time, or the best one; null if none is. */
export function bestPlace(time: DeskTime | undefined, wished: (string | null)[]): string | null {
  const free = time?.free_resource_ids ?? []
  return wished.find((id) => id !== null && free.includes(id)) ?? free[0] ?? null
}
