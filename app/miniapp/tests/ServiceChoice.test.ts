import { flushPromises } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { searchCatalogue } from '../src/api/client'
import ServiceChoice from '../src/components/ServiceChoice.vue'
import { mountInVenue, person, service } from './samples'

vi.mock('../src/api/client', () => ({
  listServices: () => Promise.resolve([service('haircut', 90, 'anna'), service('shave', 30, 'boris')]),
  listResources: () => Promise.resolve([person('anna'), person('boris')]),
  searchCatalogue: vi.fn(),
}))

async function open() {
  const { wrapper } = mountInVenue(ServiceChoice, {}, { asks: 'service', max_party_size: null })
  await flushPromises()
  return { wrapper, links: () => wrapper.findAll('li a').map((link) => link.attributes('href')) }
}

test('services are shown with length and price, and the people with whom a guest may start', async () => {
  const { wrapper, links } = await open()

  expect(links()).toEqual(['/service/haircut', '/service/shave', '/slots/anna', '/slots/boris'])
  expect(wrapper.get('li').text()).toMatch(/Service haircut\s*1\u00a0h\u00a030\u00a0min\s*· 1,800 ₽/)
})

test('a search shows the services and people that the server finds', async () => {
  vi.mocked(searchCatalogue).mockResolvedValue({ specialties: [], services: ['shave'], resources: ['boris'] })
  const { wrapper, links } = await open()

  await wrapper.get('input[type=search]').setValue('бритва')
  await vi.waitUntil(() => links().length === 2)

  expect(links()).toEqual(['/service/shave', '/slots/boris'])
  expect(wrapper.get('[aria-live]').text()).toBe('Found: 2')
})
