import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { listResources, listServices, showAvailability } from '../src/api/client'
import PeoplePage from '../src/pages/PeoplePage.vue'
import { mainButton } from './mainButton'
import { mountInVenue, person, service, specialty, VENUE, venueSlot } from './samples'

vi.mock('../src/api/client', () => ({
  listSpecialties: () => Promise.resolve([specialty('therapy', { ru: [], en: [] })]),
  listServices: vi.fn(),
  listResources: vi.fn(),
  showAvailability: vi.fn(),
}))

const CLINIC = { asks: 'specialty', max_party_size: null, slot_minutes: 30 } as const
const SHOP = { asks: 'service', max_party_size: null } as const

beforeEach(() => {
  vi.mocked(listServices).mockResolvedValue([])
  vi.mocked(listResources).mockResolvedValue([person('anna', 'therapy'), person('boris', 'therapy')])
  vi.mocked(showAvailability).mockResolvedValue({
    resource_ids: ['anna', 'boris'],
    days: [{ date: '2026-11-23', slots: [venueSlot('2026-11-23', 12), venueSlot('2026-11-23', 18, 'boris')] }],
  })
})

async function open(props: object, venue: Partial<typeof VENUE>) {
  const mounted = mountInVenue(PeoplePage, props, venue)
  await flushPromises()
  return mounted
}

test('a specialty begins with the times at which any of its doctors is free', async () => {
  const { wrapper, router } = await open({ specialty: 'therapy' }, CLINIC)
  expect(showAvailability).toHaveBeenLastCalledWith(VENUE.today, { specialty: 'therapy' })
  expect(wrapper.get('[role=radiogroup] label').text()).toBe('Any doctor')
  expect(wrapper.findAll('input[name=time]').map((time) => time.attributes('aria-label'))).toEqual([
    '12:00–14:00, taken',
    '18:00–20:00',
  ])

  await wrapper.get('input[name=time]:not(:disabled)').setValue(true)
  mainButton()?.run()
  await flushPromises()

  expect(router.currentRoute.value.fullPath).toBe('/confirm/2026-11-23T18:00:00+03:00?specialty=therapy')
})

test('a guest may start with a doctor, each with the next free time', async () => {
  const { wrapper } = await open({ specialty: 'therapy' }, CLINIC)

  await wrapper.get('input[value=person]').setValue(true)

  const cards = wrapper.findAll('li a')
  expect(cards.map((card) => card.attributes('href'))).toEqual(['/slots/anna', '/slots/boris'])
  expect(cards[0]?.text()).toContain('Nothing free for a week')
  expect(cards[1]?.text()).toContain('tomorrow,\u00a018:00')
  expect(mainButton()).toBeNull()
})

test('a specialty shows the services of its doctors, and the usual visit', async () => {
  vi.mocked(listServices).mockResolvedValue([service('consultation', 60, 'anna'), service('massage', 60, 'carl')])
  const { wrapper, router } = await open({ specialty: 'therapy' }, CLINIC)

  expect(wrapper.findAll('input[name=service]')).toHaveLength(2)
  expect(wrapper.text()).toMatch(/Regular visit.*30\u00a0min.*Service consultation.*1\u00a0h/)
  await wrapper.findAll('input[name=service]')[1]?.setValue(true)
  await flushPromises()

  expect(router.currentRoute.value.query).toEqual({ service: 'consultation' })
})

test('a service has its length and price, and only those who perform it', async () => {
  vi.mocked(listServices).mockResolvedValue([service('cut', 45, 'boris')])
  const { wrapper, router } = await open({ service: 'cut' }, SHOP)
  expect(wrapper.text()).toContain('45\u00a0min · 1,800 ₽')
  expect(showAvailability).toHaveBeenLastCalledWith(VENUE.today, { service: 'cut' })
  await wrapper.get('input[name=time]:not(:disabled)').setValue(true)
  mainButton()?.run()
  await flushPromises()
  expect(router.currentRoute.value.query).toEqual({ service: 'cut' })

  await wrapper.get('input[value=person]').setValue(true)

  expect(wrapper.findAll('li a').map((card) => card.attributes('href'))).toEqual(['/slots/boris?service=cut'])
})

test.each([
  [{ specialty: 'nothing' }, CLINIC],
  [{ service: 'nothing' }, SHOP],
])('%o is not a page', async (props, venue) => {
  const { wrapper } = await open(props, venue)

  expect(wrapper.text()).toContain('There is no such page')
  expect(mainButton()).toBeNull()
})
