/** Addresses outside the page, at which a guest keeps or finds a visit or calls the venue. */

/** A calendar's instant in UTC: `20261128T150000Z`. */
function compact(instant: string): string {
  return new Date(instant).toISOString().replace(/[-:]|\.\d+/g, '')
}

/** The form of Google Calendar, filled in with the visit. */
export function googleCalendar(title: string, place: string, startsAt: string, endsAt: string): string {
  const dates = `${compact(startsAt)}/${compact(endsAt)}`
  const form = new URLSearchParams({ action: 'TEMPLATE', text: title, dates, location: place })
  return `https://calendar.google.com/calendar/render?${form}`
}

/** What a tap on a phone number opens. */
export function call(phone: string): string {
  return `tel:${phone.replace(/[^+\d]/g, '')}`
}

/** The number for a sentence: it stays in one line. Elements of their own have the class `whitespace-nowrap` for that. */
export function unbroken(phone: string): string {
  return phone.replaceAll(' ', '\u00a0').replaceAll('-', '\u2060-\u2060')
}

/** The same map as under the bot's messages. */
export function map(address: string): string {
  return `https://yandex.com/maps/?${new URLSearchParams({ text: address })}`
}
