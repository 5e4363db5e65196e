/** The guest's language, and words in it. */
import type { Text } from '../api/client'
import { guestLanguage } from '../telegram'
import { venueLocale } from '../venue'
import { en } from './en'
import { ru } from './ru'

const LANGUAGES = { ru, en }

export type Locale = keyof typeof LANGUAGES

function choose(): Locale {
  const spoken = (guestLanguage() ?? navigator.language).split('-')[0]
  return [spoken, venueLocale].find((tag) => tag === 'ru' || tag === 'en') ?? 'ru'
}

export const locale: Locale = choose()
export const words = LANGUAGES[locale]

/** The guest's half of a text that the venue wrote in both languages. No line of it begins with a dash. */
export function said(text: Text): string {
  return text[locale].replaceAll(' —', '\u00a0—')
}
