import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { searchCatalogue, showAvailability } from '../src/api/client'
import SpecialtyChoice from '../src/components/SpecialtyChoice.vue'
import { mountInVenue, person, specialty, venueSlot } from './samples'

vi.mock('../src/api/client', () => ({
  listSpecialties: () => Promise.resolve(['therapy', 'pediatrics', 'ent'].map((id) => specialty(id, { ru: [], en: [] }))),
  listResources: (wish = {}) =>
    Promise.resolve('specialty' in wish ? [person('grom', 'ent'), person('vlasov', 'ent')] : [person('petrov')]),
  searchCatalogue: vi.fn(),
  showAvailability: vi.fn(),
}))

beforeEach(() => {
  vi.useFakeTimers()
  const slots = [venueSlot('2026-11-22', 14), venueSlot('2026-11-22', 18, 'vlasov', 'grom')]
  vi.mocked(showAvailability).mockResolvedValue({
    resource_ids: ['grom', 'vlasov'],
    days: [{ date: '2026-11-22', slots }],
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.mocked(searchCatalogue).mockReset()
})

async function search(query: string) {
  const { wrapper } = mountInVenue(SpecialtyChoice, {}, { asks: 'specialty', max_party_size: null })
  await flushPromises()
  await wrapper.get('input').setValue(query)
  await vi.advanceTimersByTimeAsync(250)
  await flushPromises()
  return { wrapper, links: () => wrapper.findAll('li a').map((link) => link.attributes('href')) }
}

test('a specialty that is found has the first free time with any doctor, and its doctors with theirs', async () => {
  vi.mocked(searchCatalogue).mockResolvedValue({ specialties: ['ent'], services: [], resources: ['petrov'] })

  const { wrapper, links } = await search(' ухо ')

  expect(vi.mocked(searchCatalogue).mock.calls).toEqual([['ухо']])
  const anyDoctor = `/confirm/${encodeURIComponent(venueSlot('2026-11-22', 18).starts_at)}?specialty=ent`
  expect(links().map((link) => decodeURIComponent(link ?? ''))).toEqual(
    ['/specialty/ent', anyDoctor, '/slots/grom', '/slots/vlasov', '/slots/petrov'].map(decodeURIComponent),
  )
  expect(wrapper.text()).toMatch(/Any doctor: today,\s18:00/)
  expect(wrapper.findAll('li').at(2)?.text()).toMatch(/today,\s18:00$/)
})

test('while the next answer is on its way the earlier hits stay, and an empty search shows all', async () => {
  vi.mocked(searchCatalogue).mockResolvedValueOnce({ specialties: ['ent'], services: [], resources: [] })
  const { wrapper, links } = await search('ear')

  vi.mocked(searchCatalogue).mockReturnValueOnce(new Promise(() => {}))
  await wrapper.get('input').setValue('ears')
  await vi.advanceTimersByTimeAsync(250)
  expect(links()[0]).toBe('/specialty/ent')

  await wrapper.get('input').setValue('')
  expect(links()).toEqual(['/specialty/therapy', '/specialty/pediatrics', '/specialty/ent'])
})
