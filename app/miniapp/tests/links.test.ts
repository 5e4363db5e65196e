import { expect, test } from 'vitest'
import { routeOfLink } from '../src/links'

test.each([
  ['resource-t3', { name: 'slots', params: { resourceId: 't3' } }],
  ['resource-anna_k-2', { name: 'slots', params: { resourceId: 'anna_k-2' } }],
  ['specialty-therapy', { name: 'specialty', params: { specialty: 'therapy' } }],
  ['service-haircut', { name: 'service', params: { service: 'haircut' } }],
  ['bookings', { name: 'bookings' }],
])('the link %s opens its page', (parameter, route) => {
  expect(routeOfLink(parameter)).toEqual(route)
})

test.each([undefined, '', 'book', 'resource-', 'resource-../x', 'anything-t3'])('%s opens the first page', (parameter) => {
  expect(routeOfLink(parameter)).toBeNull()
})
