import { afterEach, expect, test, vi } from 'vitest'
import { book, forgetMe, listBookings, listSlots, showAvailability, showMe } from '../src/api/client'
import { codeOf, NoAnswer } from '../src/api/problems'
import * as session from '../src/api/session'

// It must be replaced before the client is imported, which keeps the `fetch` of that moment.
const fetched = vi.hoisted(() => {
  const fetched = vi.fn<(request: Request) => Promise<Response>>()
  vi.stubGlobal('fetch', fetched)
  return fetched
})
afterEach(() => fetched.mockReset())

const WISH = { resource_id: 't1', starts_at: '2026-11-28T18:00:00+03:00', party_size: 2 }

test('a request is signed and carries its idempotency key', async () => {
  fetched.mockResolvedValue(Response.json({ id: 17 }, { status: 201 }))

  expect(await book(WISH, 'the-key')).toEqual({ id: 17 })

  const request = fetched.mock.calls[0]?.[0]
  expect(request?.headers.get('Authorization')).toBe('tma signed')
  expect(request?.headers.get('Idempotency-Key')).toBe('the-key')
  expect(new URL(request?.url ?? '').pathname).toBe('/api/v1/venues/binary_bites/bookings')
})

test('what is free is asked for a booking only where one moves', async () => {
  fetched.mockImplementation(() => Promise.resolve(Response.json({ days: [] })))

  await listSlots('t1', '2026-11-28', { party_size: 2 }, 17)
  await showAvailability('2026-11-28', { party_size: 2 }, 2, 17)
  await listSlots('t1', '2026-11-28', { party_size: 2 })
  await showAvailability('2026-11-28', { party_size: 2 })

  const asked = fetched.mock.calls.map(([request]) => new URL(request.url).searchParams.get('booking'))
  expect(asked).toEqual(['17', '17', null, null])
})

test('a problem becomes a refusal with its code', async () => {
  fetched.mockResolvedValue(Response.json({ code: 'slot_taken', free_starts: [] }, { status: 409 }))

  await expect(book(WISH, 'key')).rejects.toSatisfy((failure) => codeOf(failure) === 'slot_taken')
})

test.each(['session_expired', 'unauthorized'])('after %s the page knows that its session is over', async (code) => {
  session.isOver.value = false
  fetched.mockResolvedValue(Response.json({ code }, { status: 401 }))

  await expect(listBookings(0)).rejects.toSatisfy((failure) => codeOf(failure) === code)

  expect(session.isOver.value).toBe(true)
})

test.each([
  ['no network', () => Promise.reject(new TypeError('failed to fetch'))],
  ['a gateway', () => Promise.resolve(new Response('<h1>502</h1>', { status: 502 }))],
])('%s is no answer', async (_name, fetching) => {
  fetched.mockImplementation(fetching)

  await expect(listBookings(0)).rejects.toBeInstanceOf(NoAnswer)
})

test('an erased guest is asked for anew', async () => {
  fetched.mockImplementation(({ method }) =>
    Promise.resolve(method === 'POST' ? new Response(null, { status: 204 }) : Response.json({ locale: 'ru' })),
  )
  await showMe()
  await showMe()
  expect(fetched).toHaveBeenCalledTimes(1)

  await forgetMe()
  await showMe()

  const asked = fetched.mock.calls.map(([{ method, url }]) => `${method} ${new URL(url).pathname.split('/').at(-1) ?? ''}`)
  expect(asked).toEqual(['GET me', 'POST forget', 'GET me'])
})
