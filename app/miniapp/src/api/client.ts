/** The venue's REST API: one function for each call, with types made from its OpenAPI document by `npm run types`. */
import createClient, { type Middleware } from 'openapi-fetch'
import { initData } from '../telegram'
import { venueId } from '../venue'
import type { Wish } from '../wish'
import { isExpired, NoAnswer, Refusal, type Problem } from './problems'
import type { components, paths } from './schema'
import * as session from './session'

type Schemas = components['schemas']
export type Text = Schemas['LocalizedText']
export type Guest = Schemas['GuestView']
export type UsualPlace = Schemas['UsualPlaceView']
export type Relative = Schemas['RelativeView']
export type Venue = Schemas['VenueView']
export type Synonyms = Schemas['SynonymsView']
export type Specialty = Schemas['SpecialtyView']
export type Service = Schemas['ServiceView']
export type Resource = Schemas['ResourceView']
export type ResourceSlots = Schemas['ResourceSlots']
export type ResourceSlot = Schemas['ResourceSlot']
export type VenueSlot = Schemas['VenueSlot']
export type CatalogueHits = Schemas['CatalogueHits']
export type Availability = Schemas['Availability']
export type Booking = Schemas['BookingView']
export type BookingPage = Schemas['BookingPage']
export type NewWait = Schemas['WaitBody']
export type Wait = Schemas['WaitView']
export type Offer = Schemas['OfferView']

const TIMEOUT_MS = 15_000
/** Shorter, because the page can be shown in another language without it. */
const LANGUAGE_TIMEOUT_MS = 3_000

const sign: Middleware = {
  onRequest({ request }) {
    request.headers.set('Authorization', `tma ${initData()}`)
    return request
  },
}

export const client = createClient<paths>({ baseUrl: window.location.origin })
client.use(sign)

export const venue = { venue: venueId }
const cache = new Map<string, Promise<unknown>>()

/** Ask once and keep the answer while the page is open: a catalogue changes only with a restart of the server. */
function cached<T>(key: string, ask: () => Promise<T>): Promise<T> {
  const earlier = cache.get(key) as Promise<T> | undefined
  if (earlier) return earlier
  const asked = ask()
  cache.set(key, asked)
  asked.catch(() => cache.delete(key))
  return asked
}

/** Return the body of a response with status 2xx, undefined where it has none. Throws `Refusal` or `NoAnswer`. */
export async function answer<T>(
  ask: (signal: AbortSignal) => Promise<{ data?: T; error?: unknown; response: Response }>,
  timeout = TIMEOUT_MS,
): Promise<T> {
  const { data, error, response } = await ask(AbortSignal.timeout(timeout)).catch((cause: unknown) => {
    throw new NoAnswer(cause)
  })
  if (data !== undefined || response.status === 204) return data as T
  const problem = error as Partial<Problem> | undefined
  // A proxy in between answers errors in a format of its own.
  if (!problem?.code) throw new NoAnswer(`${response.status} without a problem`)
  const refusal = new Refusal(problem as Problem)
  if (isExpired(refusal)) session.isOver.value = true
  throw refusal
}

export function showVenue(): Promise<Venue> {
  return cached('venue', () =>
    answer((signal) => client.GET('/api/v1/venues/{venue}', { params: { path: venue }, signal })),
  )
}

/** The guest whom Telegram has signed in. */
export function showMe(): Promise<Guest> {
  return cached('me', () =>
    answer(
      (signal) => client.GET('/api/v1/venues/{venue}/me', { params: { path: venue }, signal }),
      LANGUAGE_TIMEOUT_MS,
    ),
  )
}

/** Where the guest comes usually; nothing where that is not known. */
export function listUsualPlaces(): Promise<UsualPlace[]> {
  return showMe().then(
    (me) => me.usual_places,
    () => [],
  )
}

/** For whom the guest has booked; nobody where that is not known. */
export function listRelatives(): Promise<Relative[]> {
  return showMe().then(
    (me) => me.relatives,
    () => [],
  )
}

export function listSpecialties(): Promise<Specialty[]> {
  return cached('specialties', () =>
    answer((signal) => client.GET('/api/v1/venues/{venue}/specialties', { params: { path: venue }, signal })),
  )
}

/** All that a visit may be for; none where all visits are alike. */
export function listServices(): Promise<Service[]> {
  return cached('services', () =>
    answer((signal) => client.GET('/api/v1/venues/{venue}/services', { params: { path: venue }, signal })),
  )
}

/** The ids of specialties, services and people that the words mean, in either language. */
export function searchCatalogue(query: string): Promise<CatalogueHits> {
  const params = { path: venue, query: { query } }
  return cached(`search ${query}`, () =>
    answer((signal) => client.GET('/api/v1/venues/{venue}/search', { params, signal })),
  )
}

/** All tables or people, or those that fit a wish: for a party also tables that can be joined. */
export function listResources(wish: Wish = {}): Promise<Resource[]> {
  const params = { path: venue, query: wish }
  return cached(`resources ${JSON.stringify(wish)}`, () =>
    answer((signal) => client.GET('/api/v1/venues/{venue}/resources', { params, signal })),
  )
}

/** One table or person, or joined tables. */
export function showResource(id: string): Promise<Resource> {
  const params = { path: { ...venue, resource_id: id } }
  return cached(`resource ${id}`, () =>
    answer((signal) => client.GET('/api/v1/venues/{venue}/resources/{resource_id}', { params, signal })),
  )
}

export function showFloorPlan(url: string): Promise<string> {
  return cached('floor plan', async () => {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (!response.ok) throw new NoAnswer(`${response.status} for the floor plan`)
    return response.text()
  })
}

/**
 * Seven days of one resource that fits the wish; `from` is the first of them, a date of the venue. With `booking`, the id
 * of one of the guest's bookings, the slots are free to which that can move.
 */
export function listSlots(resourceId: string, from: string, wish: Wish, booking?: number): Promise<ResourceSlots> {
  const params = { path: { ...venue, resource_id: resourceId }, query: { from, days: 7, ...wish, ...(booking && { booking }) } }
  return answer((signal) => client.GET('/api/v1/venues/{venue}/resources/{resource_id}/slots', { params, signal }))
}

/** The times at which anything that fits a wish is free, on `days` days from `from` on. `booking` as in `listSlots`. */
export function showAvailability(from: string, wish: Wish, days = 7, booking?: number): Promise<Availability> {
  const params = { path: venue, query: { from, days, ...wish, ...(booking && { booking }) } }
  return answer((signal) => client.GET('/api/v1/venues/{venue}/availability', { params, signal }))
}

/** Book for the guest whom Telegram has signed in. Repeated with the same `key`, the request makes no second booking. */
export async function book(body: Schemas['BookingBody'], key: string): Promise<Booking> {
  const params = { path: venue, header: { 'Idempotency-Key': key } }
  // The guest may have booked for somebody new.
  cache.delete('me')
  return answer((signal) => client.POST('/api/v1/venues/{venue}/bookings', { params, body, signal }))
}

export function listBookings(offset: number): Promise<BookingPage> {
  const params = { path: venue, query: { offset, limit: 20 } }
  return answer((signal) => client.GET('/api/v1/venues/{venue}/bookings', { params, signal }))
}

export function showBooking(id: number): Promise<Booking> {
  const params = { path: { ...venue, booking_id: id } }
  return answer((signal) => client.GET('/api/v1/venues/{venue}/bookings/{booking_id}', { params, signal }))
}

/** The address of the booking's calendar file, which any browser may open. */
export async function showCalendarLink(id: number): Promise<string> {
  const params = { path: { ...venue, booking_id: id } }
  const { url } = await answer((signal) =>
    client.GET('/api/v1/venues/{venue}/bookings/{booking_id}/calendar', { params, signal }),
  )
  return new URL(url, window.location.origin).href
}

/** The address from which the guest's own calendar reads their bookings; null where there is none. */
export function showCalendarAddress(): Promise<string | null> {
  return whole(answer((signal) => client.GET('/api/v1/venues/{venue}/me/calendar', { params: { path: venue }, signal })))
}

/** Make the address, or return the one that is there. */
export function shareCalendar(): Promise<string | null> {
  return whole(answer((signal) => client.POST('/api/v1/venues/{venue}/me/calendar', { params: { path: venue }, signal })))
}

/** The address is never valid again. */
export function revokeCalendar(): Promise<string | null> {
  return whole(
    answer((signal) => client.POST('/api/v1/venues/{venue}/me/calendar/revoke', { params: { path: venue }, signal })),
  )
}

async function whole(asked: Promise<Schemas['CalendarAddress']>): Promise<string | null> {
  const { url } = await asked
  return url && new URL(url, window.location.origin).href
}

/** The address of a file with all that the venue keeps about the guest. Any browser may open it for ten minutes. */
export async function showDataLink(): Promise<string> {
  const { url } = await answer((signal) =>
    client.GET('/api/v1/venues/{venue}/me/data', { params: { path: venue }, signal }),
  )
  return new URL(url, window.location.origin).href
}

/** Erase all that the venue keeps about the guest. Repeated, the request has no effect; any other makes a new guest. */
export async function forgetMe(): Promise<void> {
  await answer((signal) => client.POST('/api/v1/venues/{venue}/me/forget', { params: { path: venue }, signal }))
  cache.delete('me')
}

/** The question to show to a guest who has booked; null where they are not to be asked. It is given once. */
export async function askAboutOffers(): Promise<string | null> {
  const { question } = await answer((signal) =>
    client.POST('/api/v1/venues/{venue}/me/offers/ask', { params: { path: venue }, signal }),
  )
  return question
}

/** The last answer counts. */
export async function answerAboutOffers(wants: boolean): Promise<void> {
  await answer((signal) =>
    client.POST('/api/v1/venues/{venue}/me/offers', { params: { path: venue }, body: { wants }, signal }),
  )
}

/** Cancel a booking as the guest was shown it: if it was moved since, that is refused. */
export function cancel({ id, version }: Booking): Promise<Booking> {
  const params = { path: { ...venue, booking_id: id }, query: { version } }
  return answer((signal) => client.POST('/api/v1/venues/{venue}/bookings/{booking_id}/cancel', { params, signal }))
}

/**
 * Move a booking as the guest was shown it: if it was moved since, that is refused. A repeated request has no effect,
 * because the booking is there already.
 */
export function move({ id, version }: Booking, body: Schemas['MoveBody']): Promise<Booking> {
  const params = { path: { ...venue, booking_id: id }, query: { version } }
  return answer((signal) =>
    client.POST('/api/v1/venues/{venue}/bookings/{booking_id}/move', { params, body, signal }),
  )
}

/** What the guest waits for, the earliest day first. */
export function listWaits(): Promise<Wait[]> {
  return answer((signal) => client.GET('/api/v1/venues/{venue}/waitlist', { params: { path: venue }, signal }))
}

/** Wait for a place of a day. The same wish again changes nothing. */
export function joinWaitlist(body: NewWait): Promise<Wait> {
  return answer((signal) => client.POST('/api/v1/venues/{venue}/waitlist', { params: { path: venue }, body, signal }))
}

/** Wait no longer. Returns what the guest still waits for. */
export function leaveWaitlist(id: number): Promise<Wait[]> {
  const params = { path: { ...venue, wait_id: id } }
  return answer((signal) => client.POST('/api/v1/venues/{venue}/waitlist/{wait_id}/leave', { params, signal }))
}

/** Book the place that is held for the guest. Repeated, the request makes no second booking. */
export function takeOffer(id: number): Promise<Booking> {
  const params = { path: { ...venue, offer_id: id } }
  return answer((signal) => client.POST('/api/v1/venues/{venue}/waitlist/offers/{offer_id}/take', { params, signal }))
}

/** Let the next guest have the place. Returns what the guest waits for. */
export function declineOffer(id: number): Promise<Wait[]> {
  const params = { path: { ...venue, offer_id: id } }
  return answer((signal) => client.POST('/api/v1/venues/{venue}/waitlist/offers/{offer_id}/decline', { params, signal }))
}
