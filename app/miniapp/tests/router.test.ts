import { flushPromises } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { router } from '../src/router'

vi.mock('../src/api/client', () => ({}))

test.each([
  '/confirm/t3/2026-11-28T18:00:00+03:00?party=abc',
  '/confirm/t3/2026-11-28T18:00:00+03:00?party=0',
  '/confirm/t3/2026-11-28T18:00:00+03:00?party=1&party=2',
  '/resources/t3?move=-1',
  '/resources/t3?move=99999999999999999999',
  '/booked/abc',
  '/nothing/of/the/kind',
])('%s is an unknown page', async (address) => {
  await router.push(address)
  await flushPromises()

  expect(router.currentRoute.value.name).toBe('unknown')
})

test('the numbers of an address reach its page as numbers', async () => {
  await router.push('/resources/t3?party=2&move=17')

  const [{ props }] = router.currentRoute.value.matched as unknown as [{ props: { default: (route: unknown) => object } }]
  expect(props.default(router.currentRoute.value)).toEqual({ resourceId: 't3', party: 2, move: 17 })
})
