import { afterEach, expect, test, vi } from 'vitest'
import { cancelAtDesk, showDay } from '../../src/api/desk'
import { Refusal } from '../../src/api/problems'
import { booking, deskDay } from './samples'

// It must be replaced before the client is imported, which keeps the `fetch` of that moment.
const fetched = vi.hoisted(() => {
  const fetched = vi.fn<(request: Request) => Promise<Response>>()
  vi.stubGlobal('fetch', fetched)
  return fetched
})
afterEach(() => fetched.mockReset())

test('a day comes with its tag, with which it is asked for again', async () => {
  fetched.mockResolvedValueOnce(Response.json(deskDay(), { headers: { ETag: '"1"' } }))
  fetched.mockResolvedValueOnce(new Response(null, { status: 304 }))

  expect(await showDay('2026-11-28', null)).toEqual({ day: deskDay(), etag: '"1"' })
  expect(await showDay('2026-11-28', '"1"')).toBeNull()

  const [first, second] = fetched.mock.calls.map(([request]) => request)
  expect(first?.headers.get('If-None-Match')).toBeNull()
  expect(second?.headers.get('If-None-Match')).toBe('"1"')
  expect(new URL(second?.url ?? '').search).toBe('?date=2026-11-28')
})

test('a change names the version that was shown, and its refusal has the booking as it is', async () => {
  const truth = booking(1, 20, { version: 3 })
  fetched.mockResolvedValue(Response.json({ code: 'changed_meanwhile', truth }, { status: 409 }))

  const refused = cancelAtDesk(booking(1, 18, { version: 2 }), '')

  await expect(refused).rejects.toSatisfy((error) => error instanceof Refusal && error.problem.truth?.version === 3)
  expect(new URL(fetched.mock.calls[0]?.[0].url ?? '').search).toBe('?version=2')
})
