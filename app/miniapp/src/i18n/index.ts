/** The guest's language, and words in it. */
import { ref, shallowReactive } from 'vue'
import type { Text } from '../api/client'
import { guestLanguage } from '../telegram'
import { venueLocale } from '../venue'
import { en } from './en'
import { ru, type Words } from './ru'

const LANGUAGES = { ru, en }

export type Locale = keyof typeof LANGUAGES

/** What Telegram says, or the browser outside it: right for whoever has chosen no language in the chat. */
function guess(): Locale {
  const spoken = (guestLanguage() ?? navigator.language).split('-')[0]
  return [spoken, venueLocale].find((tag) => tag === 'ru' || tag === 'en') ?? 'ru'
}

export const locale = ref(guess())
export const words: Words = shallowReactive({ ...LANGUAGES[locale.value] })

/** Say everything in this language from now on. */
export function speak(chosen: Locale): void {
  locale.value = chosen
  Object.assign(words, LANGUAGES[chosen])
  document.documentElement.lang = chosen
}

/**
 * The guest's half of a text that the venue wrote in both languages. No line of it begins with a dash or ends with a
 * one-letter word.
 */
export function said(text: Text): string {
  return text[locale.value].replaceAll(' —', '\u00a0—').replaceAll(/(?<![\p{L}’])(\p{L}) /gu, '$1\u00a0')
}
