import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { listResources, listServices, listSlots, showAvailability, showBooking, showResource } from '../src/api/client'
import MovePage from '../src/pages/MovePage.vue'
import { mainButton } from './mainButton'
import { AVAILABILITY, BOOKING, joined, mountInVenue, person, resourceSlot, service, table, VENUE } from './samples'

vi.mock('../src/api/client', () => ({
  listResources: vi.fn(),
  listServices: vi.fn(),
  listSlots: vi.fn(),
  showAvailability: vi.fn(),
  showBooking: vi.fn(),
  showResource: vi.fn(),
}))

const CUT = { ...BOOKING, resource_id: 'anna', party_size: null, service_id: 'cut', service_name: { ru: 'Стрижка', en: 'Cut' } }

beforeEach(() => {
  vi.mocked(showBooking).mockResolvedValue(BOOKING)
  vi.mocked(showResource).mockResolvedValue(table('t1', 2))
  vi.mocked(listServices).mockResolvedValue([])
  vi.mocked(listResources).mockResolvedValue([table('t1', 2), table('t2', 4), joined(4, 't3', 't4')])
  vi.mocked(showAvailability).mockResolvedValue(AVAILABILITY)
  vi.mocked(listSlots).mockReset().mockImplementation((resource_id, date) =>
    Promise.resolve({ resource_id, days: [{ date, slots: [resourceSlot(date, 18)] }] }),
  )
})

async function open(props: object = {}, venue: Partial<typeof VENUE> = {}) {
  const mounted = mountInVenue(MovePage, { id: 17, isAnywhere: false, ...props }, venue)
  await flushPromises()
  return mounted
}

test('a move says which booking moves, and offers any table and those at which its party fits', async () => {
  const { wrapper, router } = await open()

  expect(wrapper.text()).toContain('Moving your booking')
  expect(wrapper.text()).toContain('Saturday 28\u00a0November, 18:00–20:00')
  expect(wrapper.findAll('option').map((option) => option.text())).toEqual([
    'Any table',
    'Table t1 · 2 seats',
    'Table t2 · 4 seats',
    'Table t3 + Table t4 · 4 seats',
  ])
  expect(listSlots).toHaveBeenLastCalledWith('t1', VENUE.today, { party_size: 2 }, 17)
  await wrapper.get('select').setValue('t2')
  await flushPromises()

  expect(router.currentRoute.value.query).toEqual({ resource: 't2' })
})

test('with any table the times are those at which one is free, and the best is proposed', async () => {
  const { wrapper, router } = await open({ isAnywhere: true })
  expect(showAvailability).toHaveBeenLastCalledWith(VENUE.today, { party_size: 2 }, 7, 17)
  expect(wrapper.get('input[name=day]').attributes('disabled'), 'who moves a booking has a place already').toBeDefined()

  await wrapper.get('input[name=time]').setValue(true)
  mainButton()?.run()
  await flushPromises()

  expect(router.currentRoute.value.fullPath).toBe('/confirm/2026-11-23T12:00:00+03:00?move=17')
})

test('a move may change the service: then any barber who performs it', async () => {
  vi.mocked(showBooking).mockResolvedValue(CUT)
  vi.mocked(showResource).mockResolvedValue(person('anna'))
  vi.mocked(listServices).mockResolvedValue([service('cut', 45, 'anna', 'boris'), service('shave', 30, 'boris')])
  vi.mocked(listResources).mockImplementation((wish) =>
    Promise.resolve(wish?.service === 'shave' ? [person('boris')] : [person('anna'), person('boris')]),
  )
  const venue = { asks: 'service', max_party_size: null } as const
  const { wrapper } = await open({ service: 'shave' }, venue)

  const [services, people] = wrapper.findAll<HTMLSelectElement>('select')
  expect(services?.findAll('option').map((option) => option.text())).toEqual([
    'Service cut · 45\u00a0min',
    'Service shave · 30\u00a0min',
  ])
  expect(services?.element.value).toBe('shave')
  expect(people?.element.value).toBe('')
  expect(showAvailability).toHaveBeenLastCalledWith(VENUE.today, { service: 'shave' }, 7, 17)
})

test.each([
  ['booked', 'It is too late to change the booking'],
  ['canceled', 'already canceled'],
] as const)('a %s booking that can no longer be changed is not moved', async (status, reason) => {
  vi.mocked(showBooking).mockResolvedValue({ ...BOOKING, status, is_changeable: false, is_movable: false })

  const { wrapper } = await open()

  expect(wrapper.text()).toContain(reason)
  expect(mainButton()).toBeNull()
})
