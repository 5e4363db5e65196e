import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { localized } from '../src/i18n'
import { en } from '../src/i18n/en'
import { ru } from '../src/i18n/ru'
import { matches } from '../src/search'

test('Russian nouns take the plural form of their number', () => {
  expect([1, 2, 5, 11, 21, 104].map(ru.guests)).toEqual([
    '1 гость',
    '2 гостя',
    '5 гостей',
    '11 гостей',
    '21 гость',
    '104 гостя',
  ])
  expect(ru.experience(21)).toBe('Стаж 21 год')
  expect(en.seats(1)).toBe('1 seat')
})

test('both languages have texts for the same refusals', () => {
  expect(Object.keys(ru.refusals)).toEqual(Object.keys(en.refusals))
})

test('a status has its name of the glossary', () => {
  const glossary = readFileSync('../../docs/glossary.md', 'utf8')
  const rows = [...glossary.matchAll(/^\| ([^|]+) \| ([^|]+) \|/gm)].map(([, english, russian]) => [english, russian])
  // A status of a message may have the name of a status of bookings. Guests do not read it, so it has no Russian word.
  const russian = new Map(rows.filter(([, term]) => term !== '—') as [string, string][])
  for (const status of ['held', 'booked', 'completed', 'canceled', 'no_show'] as const) {
    const term = status.replace('_', '-')
    expect(ru.status[status].toLowerCase()).toBe(russian.get(term))
    expect(en.status[status].toLowerCase()).toMatch(new RegExp(`^${term}`))
  }
})

test('no text asks the guest to write in the chat, where the bot has only buttons', () => {
  expect(JSON.stringify(ru)).not.toMatch(/напишите/i)
  expect(JSON.stringify(en)).not.toMatch(/write to (us|the venue)/i)
  expect(ru.refusals['too_late_to_change']).toContain('позвоните нам')
  expect(en.refusals['too_late_to_change']).toContain('call us')
})

test('no line of a text begins with a dash or ends with a one-letter word', () => {
  const text = (words: string) => localized({ ru: words, en: words })
  expect(text('А ещё к нам — и с собакой')).toBe('А\u00a0ещё к\u00a0нам\u00a0— и\u00a0с\u00a0собакой')
})

test('search finds beginnings of words in either language, with or without ё', () => {
  const doctor = { ru: 'Пётр Ильич Громов', en: 'Pyotr Gromov' }
  expect(matches('гром', doctor)).toBe(true)
  expect(matches('ПЕТР гр', doctor)).toBe(true)
  expect(matches('gromov', doctor)).toBe(true)
  expect(matches('омов', doctor)).toBe(false)
  expect(matches('пётр петров', doctor)).toBe(false)
})
