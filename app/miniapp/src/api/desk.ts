/**
 * The desk's calls of the REST API. Staff may make those that show and mark their own bookings; all other people but
 * admins are refused with `not_found`.
 */
import type { Wish } from '../wish'
import { answer, client, venue } from './client'
import type { components } from './schema'

type Schemas = components['schemas']
export type DeskDay = Schemas['DeskDay']
export type DeskResource = Schemas['DeskResource']
export type DeskBooking = Schemas['DeskBooking']
export type DeskCard = Schemas['DeskCard']
export type DeskChange = Schemas['DeskChange']
export type DeskMessage = Schemas['DeskMessage']
export type Attendance = Schemas['Attendance']
export type DeskClosure = Schemas['DeskClosure']
export type Closing = Schemas['DeskClosureBody']
export type ClosurePreview = Schemas['DeskClosurePreview']
/** What becomes of the bookings that a closure hits. */
export type Remedy = Schemas['Remedy']
export type DeskHeld = Schemas['DeskHeld']
export type DeskWait = Schemas['DeskWait']
export type DeskFound = Schemas['DeskFound']
export type DeskTime = Schemas['DeskTime']
export type DeskTimes = Schemas['DeskTimes']
export type BookingForGuest = Schemas['DeskBookingBody']

export interface TaggedDay {
  day: DeskDay
  etag: string
}

/** A day of the venue, or null if it is still as it was answered with `etag`. Without a date it is the present day. */
export async function showDay(date: string | null, etag: string | null): Promise<TaggedDay | null> {
  const params = {
    path: venue,
    query: date ? { date } : {},
    header: etag ? { 'If-None-Match': etag } : {},
  }
  let newTag = ''
  const day = await answer<DeskDay | null>(async (signal) => {
    // The browser's own cache would hide the 304, and the day would be read and drawn again at every poll.
    const asked = await client.GET('/api/v1/venues/{venue}/desk/day', { params, signal, cache: 'no-store' })
    if (asked.response.status === 304) return { data: null, response: asked.response }
    newTag = asked.response.headers.get('ETag') ?? ''
    return asked
  })
  return day && { day, etag: newTag }
}

/** The closures that are in force or still to come. */
export function listClosures(): Promise<DeskClosure[]> {
  return answer((signal) => client.GET('/api/v1/venues/{venue}/desk/closures', { params: { path: venue }, signal }))
}

/** Whom a closure would hit. */
export function previewClosure(body: Closing): Promise<ClosurePreview> {
  return answer((signal) =>
    client.POST('/api/v1/venues/{venue}/desk/closures/preview', { params: { path: venue }, body, signal }),
  )
}

/** Close what was previewed, with the digest of the preview: if it hits others by now, that is refused. */
export function closeAtDesk(
  closing: Closing,
  seen: string,
  reason: string,
  remedy: Remedy,
): Promise<Schemas['DeskClosed']> {
  const body = { ...closing, seen, reason: reason || null, remedy }
  return answer((signal) =>
    client.POST('/api/v1/venues/{venue}/desk/closures', { params: { path: venue }, body, signal }),
  )
}

export function reopenAtDesk(id: number): Promise<DeskClosure[]> {
  const params = { path: { ...venue, closure_id: id } }
  return answer((signal) => client.POST('/api/v1/venues/{venue}/desk/closures/{closure_id}/reopen', { params, signal }))
}

/** Bookings of any day that the text names: a name, a phone number or a booking's number. */
export function searchBookings(search: string): Promise<DeskFound[]> {
  const params = { path: venue, query: { search } }
  return answer((signal) => client.GET('/api/v1/venues/{venue}/desk/bookings', { params, signal }))
}

/** What of a day can be booked for a guest. */
export function showTimes(date: string, wish: Wish): Promise<DeskTimes> {
  const params = { path: venue, query: { date, ...wish } }
  return answer((signal) => client.GET('/api/v1/venues/{venue}/desk/availability', { params, signal }))
}

/** Book for a guest. Repeated with the same `key`, the request makes no second booking. */
export function bookForGuest(body: BookingForGuest, key: string): Promise<DeskCard> {
  const params = { path: venue, header: { 'Idempotency-Key': key } }
  return answer((signal) => client.POST('/api/v1/venues/{venue}/desk/bookings', { params, body, signal }))
}

export function showCard(id: number): Promise<DeskCard> {
  const params = { path: { ...venue, booking_id: id } }
  return answer((signal) => client.GET('/api/v1/venues/{venue}/desk/bookings/{booking_id}', { params, signal }))
}

/** What has become of each message about a booking. */
export function listMessages(id: number): Promise<DeskMessage[]> {
  const params = { path: { ...venue, booking_id: id } }
  return answer((signal) => client.GET('/api/v1/venues/{venue}/desk/bookings/{booking_id}/messages', { params, signal }))
}

/** Move a booking as the admin was shown it: if it was changed since, that is refused. */
export function moveAtDesk({ id, version }: DeskBooking, body: Schemas['DeskMoveBody']): Promise<DeskCard> {
  const params = { path: { ...venue, booking_id: id }, query: { version } }
  return answer((signal) =>
    client.POST('/api/v1/venues/{venue}/desk/bookings/{booking_id}/move', { params, body, signal }),
  )
}

/** Cancel a booking as the admin was shown it: if it was changed since, that is refused. The guest is told the reason. */
export function cancelAtDesk({ id, version }: DeskBooking, reason: string): Promise<DeskCard> {
  const params = { path: { ...venue, booking_id: id }, query: { version } }
  const body = { reason: reason || null }
  return answer((signal) =>
    client.POST('/api/v1/venues/{venue}/desk/bookings/{booking_id}/cancel', { params, body, signal }),
  )
}

/** Record whether the guest has come, or take that back. */
export function recordAttendance({ id, version }: DeskBooking, attendance: Attendance): Promise<DeskCard> {
  const params = { path: { ...venue, booking_id: id }, query: { version } }
  const body = { attendance }
  return answer((signal) =>
    client.POST('/api/v1/venues/{venue}/desk/bookings/{booking_id}/attendance', { params, body, signal }),
  )
}

/** Replace the note that the admin was shown: if it is another one by now, that is refused. */
export function writeNote({ id }: DeskBooking, note: string, seenNote: string | null): Promise<DeskCard> {
  const params = { path: { ...venue, booking_id: id } }
  const body = { note, seen_note: seenNote }
  return answer((signal) =>
    client.POST('/api/v1/venues/{venue}/desk/bookings/{booking_id}/note', { params, body, signal }),
  )
}

/** Who waits for a place of a day, the longest waiting first. */
export function listWaiting(date: string): Promise<DeskWait[]> {
  const params = { path: venue, query: { date } }
  return answer((signal) => client.GET('/api/v1/venues/{venue}/desk/waitlist', { params, signal }))
}

/** Take a wish off the list of a day. */
export function removeWaiting(id: number, date: string): Promise<DeskWait[]> {
  const params = { path: { ...venue, wait_id: id }, query: { date } }
  return answer((signal) => client.POST('/api/v1/venues/{venue}/desk/waitlist/{wait_id}/remove', { params, signal }))
}

/** Let the next guest have a place that is held. */
export function passBy(offerId: number, date: string): Promise<DeskWait[]> {
  const params = { path: { ...venue, offer_id: offerId }, query: { date } }
  return answer((signal) => client.POST('/api/v1/venues/{venue}/desk/waitlist/offers/{offer_id}/pass', { params, signal }))
}
