/** Somebody else who comes in the guest's place: a child, a relative, a friend. */
import type { Relative } from './api/client'

/** `Masha, 2019`, as in the chat. */
export function shownRelative({ name, birth_year }: Relative): string {
  return birth_year === null ? name : `${name}, ${birth_year}`
}

export function isSameRelative(one: Relative, other: Relative | null | undefined): boolean {
  return other?.name === one.name && other.birth_year === one.birth_year
}

/** What a guest has typed; undefined while it is not complete. The server checks it. */
export function typedRelative(name: string, year: string): Relative | undefined {
  const birthYear = year.trim()
  if (!name.trim() || (birthYear && !/^\d{4}$/.test(birthYear))) return undefined
  return { name: name.trim(), birth_year: birthYear ? Number(birthYear) : null }
}
