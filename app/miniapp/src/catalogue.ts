/** The venue, known before the first page is shown. */
import { inject, provide, type InjectionKey } from 'vue'
import type { Venue } from './api/client'

const VENUE: InjectionKey<Venue> = Symbol('venue')

export function provideVenue(venue: Venue): void {
  provide(VENUE, venue)
}

export function useVenue(): Venue {
  const venue = inject(VENUE)
  if (!venue) throw new Error('no venue was provided')
  return venue
}
