/** Search in both languages by beginnings of words, without regard to case and to е or ё. */
import type { Text } from './api/client'

function plain(text: string): string {
  return text.toLocaleLowerCase('ru').replaceAll('ё', 'е')
}

function beginnings(text: string): string[] {
  return plain(text).split(/[^\p{L}\p{N}]+/u)
}

/** Whether every word of the query begins a word of the texts. */
export function matches(query: string, ...texts: Text[]): boolean {
  const stored = texts.flatMap((text) => [...beginnings(text.ru), ...beginnings(text.en)])
  return beginnings(query).every((wanted) => stored.some((word) => word.startsWith(wanted)))
}
