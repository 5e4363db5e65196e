/** The guest's language, and the page's texts in it. */
import { ref, shallowReactive } from 'vue'
import type { Text, Venue } from '../api/client'
import { unbroken } from '../outside'
import { guestLanguage } from '../telegram'
import { venueLocale } from '../venue'
import { en } from './en'
import { ru, type Words } from './ru'

const LANGUAGES = { ru, en }

export type Locale = keyof typeof LANGUAGES

/** The language of Telegram's client, or of the browser outside Telegram: as for guests who have chosen none. */
export function initialLocale(): Locale {
  const spoken = (guestLanguage() ?? navigator.language).split('-')[0]
  return [spoken, venueLocale].find((tag) => tag === 'ru' || tag === 'en') ?? 'ru'
}

export const locale = ref(initialLocale())
// Until the venue is known, no text is shown that differs between venues.
let speaker: Pick<Venue, 'asks' | 'phone'> = { asks: 'specialty', phone: null }
export const words: Words = shallowReactive(currentWords())

function currentWords(): Words {
  return LANGUAGES[locale.value](speaker.asks, speaker.phone && unbroken(speaker.phone))
}

/** Show the page in this language from now on. */
export function setLocale(chosen: Locale): void {
  locale.value = chosen
  Object.assign(words, currentWords())
  document.documentElement.lang = chosen
}

/** Show the page in the words of this venue from now on. */
export function speakFor(venue: Pick<Venue, 'asks' | 'phone'>): void {
  speaker = venue
  Object.assign(words, currentWords())
}

/**
 * A text of the catalogue in the guest's language. No line of it begins with a dash or ends with a one-letter word:
 * spaces there become no-break spaces.
 */
export function localized(text: Text): string {
  return text[locale.value].replaceAll(' —', '\u00a0—').replaceAll(/(?<![\p{L}’])(\p{L}) /gu, '$1\u00a0')
}
