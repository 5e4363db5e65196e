/** The venue's REST API: one function a call, typed by its OpenAPI document (`npm run types`). */
import createClient, { type Middleware } from 'openapi-fetch'
import { signature } from '../telegram'
import { venueId } from '../venue'
import { NoAnswer, Refusal, type Problem } from './problems'
import type { components, paths } from './schema'

type Schemas = components['schemas']
export type Text = Schemas['LocalizedText']
export type Guest = Schemas['GuestView']
export type Venue = Schemas['VenueView']
export type Specialty = Schemas['SpecialtyView']
export type Resource = Schemas['ResourceView']
export type ResourceSlots = Schemas['ResourceSlots']
export type ResourceSlot = Schemas['ResourceSlot']
export type Availability = Schemas['Availability']
export type Booking = Schemas['BookingView']
export type BookingPage = Schemas['BookingPage']

const PATIENCE_MS = 15_000
/** A guest would rather read the other language than wait for longer. */
const LANGUAGE_PATIENCE_MS = 3_000

const sign: Middleware = {
  onRequest({ request }) {
    request.headers.set('Authorization', `tma ${signature()}`)
    return request
  },
}

const client = createClient<paths>({ baseUrl: window.location.origin })
client.use(sign)

const venue = { venue: venueId }
const known = new Map<string, Promise<unknown>>()

/** Ask once and remember the answer for as long as the page is open: catalogues do not change under a guest. */
function remembered<T>(what: string, ask: () => Promise<T>): Promise<T> {
  const earlier = known.get(what) as Promise<T> | undefined
  if (earlier) return earlier
  const asked = ask()
  known.set(what, asked)
  asked.catch(() => known.delete(what))
  return asked
}

/** The body of a good answer. Throws `Refusal` or `NoAnswer`. */
async function answer<T>(
  ask: (signal: AbortSignal) => Promise<{ data?: T; error?: unknown; response: Response }>,
  patience = PATIENCE_MS,
): Promise<T> {
  const { data, error, response } = await ask(AbortSignal.timeout(patience)).catch((cause: unknown) => {
    throw new NoAnswer(cause)
  })
  if (data !== undefined) return data
  const problem = error as Partial<Problem> | undefined
  // A gateway in between has words of its own, or none.
  if (!problem?.code) throw new NoAnswer(`${response.status} without a problem`)
  throw new Refusal(problem as Problem)
}

export function showVenue(): Promise<Venue> {
  return remembered('venue', () =>
    answer((signal) => client.GET('/api/v1/venues/{venue}', { params: { path: venue }, signal })),
  )
}

/** Who signed. Nobody waits long for it. */
export function showMe(): Promise<Guest> {
  return answer(
    (signal) => client.GET('/api/v1/venues/{venue}/me', { params: { path: venue }, signal }),
    LANGUAGE_PATIENCE_MS,
  )
}

export function listSpecialties(): Promise<Specialty[]> {
  return remembered('specialties', () =>
    answer((signal) => client.GET('/api/v1/venues/{venue}/specialties', { params: { path: venue }, signal })),
  )
}

/** All tables or doctors. */
export function listResources(): Promise<Resource[]> {
  return remembered('resources', () =>
    answer((signal) => client.GET('/api/v1/venues/{venue}/resources', { params: { path: venue }, signal })),
  )
}

export function showFloorPlan(url: string): Promise<string> {
  return remembered('floor plan', async () => {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) })
    if (!response.ok) throw new NoAnswer(`${response.status} for the floor plan`)
    return response.text()
  })
}

/** The days of one resource; `from` is the first, a local day. */
export function listSlots(resourceId: string, from: string, days = 7): Promise<ResourceSlots> {
  const params = { path: { ...venue, resource_id: resourceId }, query: { from, days } }
  return answer((signal) => client.GET('/api/v1/venues/{venue}/resources/{resource_id}/slots', { params, signal }))
}

/** Seven days of all resources, or of a specialty's doctors. */
export function showAvailability(from: string, specialty?: string): Promise<Availability> {
  const params = { path: venue, query: { from, days: 7, ...(specialty && { specialty }) } }
  return answer((signal) => client.GET('/api/v1/venues/{venue}/availability', { params, signal }))
}

/** Book for the guest who signed. The same key again is the same booking, however often it is sent. */
export function book(wish: Schemas['BookingBody'], key: string): Promise<Booking> {
  const params = { path: venue, header: { 'Idempotency-Key': key } }
  return answer((signal) => client.POST('/api/v1/venues/{venue}/bookings', { params, body: wish, signal }))
}

export function listBookings(offset: number): Promise<BookingPage> {
  const params = { path: venue, query: { offset, limit: 20 } }
  return answer((signal) => client.GET('/api/v1/venues/{venue}/bookings', { params, signal }))
}

export function showBooking(id: number): Promise<Booking> {
  const params = { path: { ...venue, booking_id: id } }
  return answer((signal) => client.GET('/api/v1/venues/{venue}/bookings/{booking_id}', { params, signal }))
}

export function cancel(id: number): Promise<Booking> {
  const params = { path: { ...venue, booking_id: id } }
  return answer((signal) => client.POST('/api/v1/venues/{venue}/bookings/{booking_id}/cancel', { params, signal }))
}

/** Where the booking stands already it stays, so that asking twice is moving once. */
export function move(id: number, wish: Schemas['MoveBody']): Promise<Booking> {
  const params = { path: { ...venue, booking_id: id } }
  return answer((signal) =>
    client.POST('/api/v1/venues/{venue}/bookings/{booking_id}/move', { params, body: wish, signal }),
  )
}
