/**
 * Days and times as texts. Instants are shown in the venue's time zone, whatever the phone's zone is.
 *
 * A day is a string such as `2026-11-28`, as the API writes it, and not a `Date`, which would need a zone.
 */
import { locale, words } from './i18n'

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const MINUTE_MS = 60 * 1000
const DAY_MS = 24 * 60 * MINUTE_MS
/** By how much clocks are set back: by an hour, on Lord Howe Island by half of one. */
const SHIFTS_MS = [60 * MINUTE_MS, 30 * MINUTE_MS]
const formats = new Map<string, Intl.DateTimeFormat>()
const wallClocks = new Map<string, Intl.DateTimeFormat>()

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const tag = locale.value === 'en' ? 'en-GB' : locale.value
  const key = tag + JSON.stringify(options)
  const made = formats.get(key) ?? new Intl.DateTimeFormat(tag, options)
  formats.set(key, made)
  return made
}

function asDate(day: string): Date {
  return new Date(`${day}T00:00:00Z`)
}

function onOneLine(text: string): string {
  return text.replaceAll(' ', '\u00a0')
}

/** Format a day. A no-break space keeps the number and the month on one line. */
function inWords(day: string, options: Intl.DateTimeFormatOptions): string {
  const written = format({ ...options, timeZone: 'UTC' }).format(asDate(day))
  return written.replace(/(\d) /, '$1\u00a0')
}

/** The day `days` days later. */
export function addDays(day: string, days: number): string {
  return new Date(asDate(day).getTime() + days * DAY_MS).toISOString().slice(0, 10)
}

/** The venue's date at an instant that has the venue's offset, as the API writes it. */
export function dayOf(instant: string): string {
  return instant.slice(0, 10)
}

/** The date in a zone at an instant with any offset. */
export function dayIn(timezone: string, instant: string): string {
  // The Swedish format is that of the API: 2026-11-28.
  return new Date(instant).toLocaleDateString('sv', { timeZone: timezone })
}

/** The instant at which the clocks of a zone show a date and a time, with the zone's offset, as the API writes it. */
export function instantIn(timezone: string, day: string, time: string): string {
  const shown = Date.parse(`${day}T${time}:00Z`)
  const ahead = (at: number) => Date.parse(`${wallClock(timezone).format(at).replace(' ', 'T')}Z`) - at
  // The offset may be another one at the instant itself than at the first guess.
  const offset = ahead(shown - ahead(shown))
  const minutes = Math.abs(offset) / MINUTE_MS
  const two = (number: number) => String(number).padStart(2, '0')
  return `${day}T${time}:00${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** The time in a zone at an instant with any offset. */
export function clockTime(timezone: string, instant: string): string {
  return new Date(instant).toLocaleTimeString('sv', { timeZone: timezone, hour: '2-digit', minute: '2-digit' })
}

/** The day's name in the API. */
export function weekdayOf(day: string): (typeof WEEKDAYS)[number] {
  return WEEKDAYS[asDate(day).getUTCDay()] ?? 'sun'
}

/** `18:00` */
export function timeOf(instant: string): string {
  return instant.slice(11, 16)
}

/** The hour in the venue's zone. */
export function hourOf(instant: string): number {
  return Number(instant.slice(11, 13))
}

/** `пн` */
export function weekdayName(day: string): string {
  return inWords(day, { weekday: 'short' })
}

/** `28` */
export function dayNumber(day: string): string {
  return String(Number(day.slice(8)))
}

/** `суббота, 28 ноября` */
export function dayName(day: string): string {
  return inWords(day, { weekday: 'long', day: 'numeric', month: 'long' })
}

/** `28 ноября` */
export function monthDay(day: string): string {
  return inWords(day, { day: 'numeric', month: 'long' })
}

/** `сб, 28 нояб.` */
export function shortDayName(day: string): string {
  return inWords(day, { weekday: 'short', day: 'numeric', month: 'short' })
}

/** `завтра, 18:00`; for a day that is neither today nor tomorrow `сб, 28 нояб., 18:00`. */
export function soon(instant: string, today: string): string {
  const day = dayOf(instant)
  const near = new Map([
    [today, words.today],
    [addDays(today, 1), words.tomorrow],
  ])
  return onOneLine(`${near.get(day) ?? shortDayName(day)}, ${timeOf(instant)}`)
}

/** `сб, 28 нояб., 18:00` */
export function moment(instant: string): string {
  return onOneLine(`${shortDayName(dayOf(instant))}, ${timeOf(instant)}`)
}

/**
 * `18:00–20:00`. An end at midnight is written as `24:00`, as in the chat and in opening hours. In the hour that the
 * clocks of the venue's zone repeat, a time has its offset: `02:00 (UTC+2)–02:00 (UTC+1)`.
 */
export function timeRange(startsAt: string, endsAt: string, timezone: string): string {
  const ends = toldApart(endsAt, timezone)
  return `${toldApart(startsAt, timezone)}–${ends === '00:00' ? '24:00' : ends}`
}

function toldApart(instant: string, timezone: string): string {
  return isRepeated(instant, timezone) ? `${timeOf(instant)} (${offsetOf(instant)})` : timeOf(instant)
}

/** `UTC+2`, `UTC-3:30`, of an instant that has the venue's offset. */
function offsetOf(instant: string): string {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(instant) ?? ['', '+', '0', '00']
  return `UTC${sign}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`
}

/** Formats an instant as a date and a time of a zone. It is kept, because making one takes long. */
function wallClock(timezone: string): Intl.DateTimeFormat {
  const made =
    wallClocks.get(timezone) ??
    new Intl.DateTimeFormat('sv', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' })
  wallClocks.set(timezone, made)
  return made
}

/** Whether the venue's clocks show the same date and time at another instant, when they are set back. */
function isRepeated(instant: string, timezone: string): boolean {
  const shown = (at: number) => wallClock(timezone).format(at)
  const at = Date.parse(instant)
  return SHIFTS_MS.some((shift) => shown(at + shift) === shown(at) || shown(at - shift) === shown(at))
}

/** `23–29 ноября` */
export function weekName(from: string): string {
  return format({ day: 'numeric', month: 'long', timeZone: 'UTC' }).formatRange(
    asDate(from),
    asDate(addDays(from, 6)),
  )
}

/** Whether `instant` is not after `now`. */
export function isPast(instant: string, now: string): boolean {
  return Date.parse(instant) <= Date.parse(now)
}

/** The venue's zone as `GMT+3`, if the phone's zone has another time at `at`; else null. */
export function foreignZone(timezone: string, at = new Date()): string | null {
  const there = at.toLocaleString('en', { timeZone: timezone })
  if (there === at.toLocaleString('en')) return null
  const parts = format({ timeZone: timezone, timeZoneName: 'shortOffset' }).formatToParts(at)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timezone
}
