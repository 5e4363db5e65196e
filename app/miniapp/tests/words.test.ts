import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { localized, setLocale, speakFor, words } from '../src/i18n'
import { en as english } from '../src/i18n/en'
import { ru as russian } from '../src/i18n/ru'
import { matches } from '../src/search'

const PHONE = '+7 495 000-10-10'
const KINDS = ['party_size', 'specialty', 'service'] as const
const [ru, en] = [russian('specialty', PHONE), english('specialty', PHONE)]

/** All texts of the page in one string; functions are given numbers. */
function said(texts: object): string {
  return Object.values(texts)
    .map((text: unknown) => (typeof text === 'function' ? String(text(1, 2)) : typeof text === 'object' ? said(text as object) : String(text)))
    .join('\n')
}

test('a restaurant has the words of its chat, a clinic and a barber’s shop those of theirs', () => {
  const { chooseSpecialty, ...restaurant } = russian('party_size', PHONE)
  expect(chooseSpecialty).toContain('записаться')
  expect(said(restaurant)).not.toMatch(/запис/i)
  for (const kind of ['specialty', 'service'] as const) expect(said(russian(kind, PHONE))).not.toMatch(/брон/i)
  expect(said(english('party_size', PHONE))).not.toMatch(/appointment/i)
  expect(said(english('service', PHONE))).not.toMatch(/booking/i)
  expect(KINDS.map((kind) => russian(kind, PHONE).myBookings)).toEqual(['Мои брони', 'Мои записи', 'Мои записи'])
  expect(KINDS.map((kind) => english(kind, PHONE).myBookings)).toEqual(['My bookings', 'My bookings', 'My appointments'])
})

test('the words are those of the venue in either language', () => {
  speakFor({ asks: 'party_size', phone: PHONE })
  setLocale('ru')
  expect(words.myBookings).toBe('Мои брони')
  speakFor({ asks: 'specialty', phone: PHONE })
  expect(words.myBookings).toBe('Мои записи')
  setLocale('en')
})

test('a guest who is asked to call is told the number, where the venue has one', () => {
  for (const speak of [russian, english])
    for (const kind of KINDS) {
      const calls = said(speak(kind, PHONE)).split('\n').filter((text) => /позвоните|\bcall\b/i.test(text))
      expect(calls.length).toBeGreaterThan(5)
      expect(calls.filter((text) => !text.includes(PHONE))).toEqual([])
      expect(said(speak(kind, null))).not.toMatch(/null|undefined/)
    }
})

test('a phone number in a sentence is not broken between two lines', () => {
  speakFor({ asks: 'party_size', phone: PHONE })

  const number = '+7\u00a0495\u00a0000\u2060-\u206010\u2060-\u206010'
  for (const text of [words.privacyText[3]?.[1], words.refusals['too_many_moves']]) expect(text).toContain(number)
})

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

test('a length is said in hours and minutes', () => {
  expect([30, 60, 90].map(ru.duration)).toEqual(['30\u00a0мин', '1\u00a0ч', '1\u00a0ч\u00a030\u00a0мин'])
  expect(en.duration(45)).toBe('45\u00a0min')
})

test('both languages have texts for the same refusals', () => {
  expect(Object.keys(ru.refusals)).toEqual(Object.keys(en.refusals))
})

test('a status has its name of the glossary', () => {
  const glossary = readFileSync('../../docs/glossary.md', 'utf8')
  const rows = [...glossary.matchAll(/^\| ([^|]+) \| ([^|]+) \|/gm)].map(([, english, russian]) => [english, russian])
  // A status of a message may have the name of a status of bookings. Guests do not read it, so it has no Russian word.
  const terms = new Map(rows.filter(([, term]) => term !== '—') as [string, string][])
  for (const status of ['held', 'booked', 'completed', 'canceled', 'no_show'] as const) {
    const term = status.replace('_', '-')
    expect(ru.status[status].toLowerCase()).toBe(terms.get(term))
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
