/** The venue, which is loaded before the first page is shown. */
import { computed, inject, provide, reactive, type InjectionKey } from 'vue'
import type { Venue } from './api/client'
import { useNow } from './clock'
import { addDays, dayIn } from './dates'
import { speakFor } from './i18n'

const VENUE: InjectionKey<Venue> = Symbol('venue')

/** Provide the venue to all components, and speak its words. Its `now`, `today` and `last_day` advance while the page is open. */
export function provideVenue(venue: Venue): void {
  speakFor(venue)
  const now = useNow(venue.now)
  const today = computed(() => dayIn(venue.timezone, now.value))
  const lastDay = computed(() => addDays(today.value, venue.horizon_days))
  provide(VENUE, reactive({ ...venue, now, today, last_day: lastDay }))
}

export function useVenue(): Venue {
  const venue = inject(VENUE)
  if (!venue) throw new Error('no venue was provided')
  return venue
}
