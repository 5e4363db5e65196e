import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { listServices, listSlots, showResource } from '../src/api/client'
import { Refusal, type Problem } from '../src/api/problems'
import SlotsPage from '../src/pages/SlotsPage.vue'
import { asksBeforeClosing, mainButton } from './mainButton'
import { mountInVenue, person, resourceSlot, service, table, VENUE } from './samples'

vi.mock('../src/api/client', () => ({ listServices: vi.fn(), listSlots: vi.fn(), showResource: vi.fn() }))

beforeEach(() => {
  vi.mocked(listServices).mockResolvedValue([])
  vi.mocked(showResource).mockResolvedValue(table('t1', 4))
  vi.mocked(listSlots).mockReset().mockImplementation((resource_id, date) =>
    Promise.resolve({
      resource_id,
      days: [{ date, slots: [{ ...resourceSlot(date, 16), is_free: false }, resourceSlot(date, 18)] }],
    }),
  )
})

async function open(props: object = {}, venue: Partial<typeof VENUE> = {}) {
  const mounted = mountInVenue(SlotsPage, { resourceId: 't1', ...props }, venue)
  await flushPromises()
  return mounted
}

test('a table asks for the number of guests, at most as many as it seats', async () => {
  const { wrapper, router } = await open({ party: 4 })
  expect(wrapper.get('[aria-label="More guests"]').attributes('disabled')).toBeDefined()
  expect(listSlots).toHaveBeenLastCalledWith('t1', VENUE.today, { party_size: 4 })

  await wrapper.get('[aria-label="Fewer guests"]').trigger('click')
  await flushPromises()

  expect(router.currentRoute.value.query).toEqual({ party: '3' })
})

test('a time that is taken is shown as taken', async () => {
  const { wrapper } = await open()

  const times = wrapper.findAll<HTMLInputElement>('input[name=time]')
  expect(times.map(({ element }) => [element.ariaLabel ?? element.getAttribute('aria-label'), element.disabled])).toEqual([
    ['16:00–18:00, taken', true],
    ['18:00–20:00', false],
  ])
})

test('a guest who starts with a barber chooses a service before a time', async () => {
  vi.mocked(showResource).mockResolvedValue(person('anna'))
  vi.mocked(listServices).mockResolvedValue([service('cut', 45, 'anna'), service('shave', 30, 'boris')])
  const { wrapper, router } = await open({ resourceId: 'anna' }, { asks: 'service', max_party_size: null })
  expect(mainButton()).toMatchObject({ text: 'Choose a service', enabled: false })
  expect(wrapper.findAll('input[name=time]')).toHaveLength(0)
  expect(wrapper.findAll('input[name=service]')).toHaveLength(1)
  expect(wrapper.text()).toContain('45\u00a0min')

  await wrapper.get('input[name=service]').setValue(true)
  await flushPromises()

  expect(router.currentRoute.value.query).toEqual({ service: 'cut' })
})

test('the times are those of the chosen service, and lead to its confirmation', async () => {
  vi.mocked(showResource).mockResolvedValue(person('anna'))
  vi.mocked(listServices).mockResolvedValue([service('cut', 45, 'anna')])
  const { wrapper, router } = await open({ resourceId: 'anna', service: 'cut' }, { asks: 'service', max_party_size: null })
  expect(listSlots).toHaveBeenLastCalledWith('anna', VENUE.today, { service: 'cut' })

  await wrapper.get('input[name=time]:not(:disabled)').setValue(true)
  mainButton()?.run()
  await flushPromises()

  expect(router.currentRoute.value.path).toBe('/confirm/2026-11-22T18:00:00+03:00')
  expect(router.currentRoute.value.query).toEqual({ resource: 'anna', service: 'cut' })
})

test('a doctor with services also has the usual visit, which is chosen without a tap', async () => {
  vi.mocked(showResource).mockResolvedValue(person('anna', 'therapy'))
  vi.mocked(listServices).mockResolvedValue([service('consultation', 60, 'anna')])
  const { wrapper } = await open({ resourceId: 'anna' }, { asks: 'specialty', max_party_size: null, slot_minutes: 30 })

  const services = wrapper.findAll<HTMLInputElement>('input[name=service]')
  expect(services.map(({ element }) => element.checked)).toEqual([true, false])
  expect(wrapper.text()).toContain('Regular visit')
  expect(wrapper.findAll('input[name=time]')).toHaveLength(2)
})

test('a resource that does not exist leads to the start', async () => {
  vi.mocked(showResource).mockRejectedValue(new Refusal({ code: 'not_found' } as Problem))

  const { wrapper } = await open({ resourceId: 'nothing' })

  expect(wrapper.text()).toContain('There is no such page')
  expect(wrapper.get('a').attributes('href')).toBe('/home')
  expect(mainButton()).toBeNull()
})

test('closing is not asked about after a tap on a time', async () => {
  const { wrapper } = await open()

  await wrapper.get('input[name=time]:not(:disabled)').setValue(true)

  expect(mainButton()?.enabled).toBe(true)
  expect(asksBeforeClosing()).toBe(false)
})
