import { flushPromises } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { router } from '../src/router'

vi.mock('../src/api/client', () => ({}))

test.each([
  '/confirm/2026-11-28T18:00:00+03:00?party=abc',
  '/confirm/2026-11-28T18:00:00+03:00?party=0',
  '/confirm/2026-11-28T18:00:00+03:00?party=1&party=2',
  '/confirm/2026-11-28T18:00:00+03:00?move=-1',
  '/confirm/2026-11-28T18:00:00+03:00?resource=T%203',
  '/resources/t3?service',
  '/bookings/99999999999999999999/move',
  '/booked/abc',
  '/nothing/of/the/kind',
])('%s is an unknown page', async (address) => {
  await router.push(address)
  await flushPromises()

  expect(router.currentRoute.value.name).toBe('unknown')
})

test('the choices of an address reach its page: numbers as numbers, joined tables with their plus', async () => {
  await router.push({ name: 'confirm', params: { startsAt: 'now' }, query: { resource: 't8+t9', party: 2, move: 17 } })

  const [{ props }] = router.currentRoute.value.matched as unknown as [{ props: { default: (route: unknown) => object } }]
  expect(props.default(router.currentRoute.value)).toEqual({
    startsAt: 'now',
    resource: 't8+t9',
    party: 2,
    move: 17,
    isOpen: false,
  })
})
