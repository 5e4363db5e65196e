import { expect, test } from 'vitest'
import { addDays, dayName, foreignZone, instantIn, moment, soon, timeRange, weekName } from '../src/dates'

test('times are shown in the venue’s zone, whatever the phone’s zone is', () => {
  expect(timeRange('2026-11-28T18:00:00+03:00', '2026-11-28T20:00:00+03:00', 'Europe/Moscow')).toBe('18:00–20:00')
  expect(moment('2026-11-28T00:30:00+03:00')).toBe('Sat\u00a028\u00a0Nov,\u00a000:30')
})

test('an end at midnight is shown as 24:00', () => {
  expect(timeRange('2026-11-28T22:00:00+03:00', '2026-11-29T00:00:00+03:00', 'Europe/Moscow')).toBe('22:00–24:00')
  expect(timeRange('2026-11-28T00:00:00+03:00', '2026-11-28T02:00:00+03:00', 'Europe/Moscow')).toBe('00:00–02:00')
})

test('a day is counted across months, years and clock changes', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(addDays('2026-03-29', 1)).toBe('2026-03-30')
  expect(addDays('2026-11-22', -7)).toBe('2026-11-15')
})

test('days and weeks have names', () => {
  expect(dayName('2026-11-28')).toBe('Saturday 28\u00a0November')
  expect(weekName('2026-11-30')).toMatch(/30 November.+6 December/)
})

test('what the clocks of a zone show is found as an instant, also around a clock change', () => {
  expect(instantIn('Europe/Moscow', '2026-11-28', '18:00')).toBe('2026-11-28T18:00:00+03:00')
  expect(instantIn('Europe/Berlin', '2026-10-24', '23:30')).toBe('2026-10-24T23:30:00+02:00')
  expect(instantIn('Europe/Berlin', '2026-10-25', '04:00')).toBe('2026-10-25T04:00:00+01:00')
  expect(instantIn('America/St_Johns', '2026-11-28', '02:00')).toBe('2026-11-28T02:00:00-03:30')
})

test('today and tomorrow are named so', () => {
  expect(soon('2026-11-22T18:00:00+03:00', '2026-11-22')).toBe('today,\u00a018:00')
  expect(soon('2026-11-23T09:00:00+03:00', '2026-11-22')).toBe('tomorrow,\u00a009:00')
  expect(soon('2026-11-24T09:00:00+03:00', '2026-11-22')).toBe('Tue\u00a024\u00a0Nov,\u00a009:00')
})

test('the zone is shown only if the phone’s time differs', () => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  expect(foreignZone(here)).toBeNull()
  expect(foreignZone('Pacific/Kiritimati')).toBe('GMT+14')
})

test('in the hour that the clocks repeat, times are told apart as in the chat', () => {
  const berlin = (from: string, until: string) => timeRange(`2026-10-25T${from}`, `2026-10-25T${until}`, 'Europe/Berlin')
  expect(berlin('02:00:00+02:00', '02:00:00+01:00')).toBe('02:00 (UTC+2)–02:00 (UTC+1)')
  expect(berlin('01:00:00+02:00', '02:00:00+02:00')).toBe('01:00–02:00 (UTC+2)')
  expect(berlin('02:30:00+01:00', '03:30:00+01:00')).toBe('02:30 (UTC+1)–03:30')
  expect(berlin('03:00:00+01:00', '04:00:00+01:00')).toBe('03:00–04:00')
  const island = 'Australia/Lord_Howe'
  const [from, until] = ['2027-04-04T01:45:00+11:00', '2027-04-04T01:45:00+10:30']
  expect(timeRange(from, until, island)).toBe('01:45 (UTC+11)–01:45 (UTC+10:30)')
})
