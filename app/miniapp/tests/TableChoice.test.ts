import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { listResources, listUsualPlaces, showAvailability } from '../src/api/client'
import TableChoice from '../src/components/TableChoice.vue'
import * as selection from '../src/tableSelection'
import { asksBeforeClosing, mainButton } from './mainButton'
import { AVAILABILITY, joined, mountInVenue, table, venueSlot } from './samples'

vi.mock('../src/api/client', () => ({
  listResources: vi.fn(),
  listUsualPlaces: vi.fn(),
  showAvailability: vi.fn(),
  showFloorPlan: () => Promise.resolve('<svg><g data-resource="t1" /><g data-resource="t2" /></svg>'),
}))

const TABLES = [table('t1', 2), table('t2', 4)]
const FOR_THREE = {
  resource_ids: ['t2'],
  days: [{ date: '2026-11-23', slots: [venueSlot('2026-11-23', 12), venueSlot('2026-11-23', 18, 't2')] }],
}

beforeEach(() => {
  vi.mocked(listUsualPlaces).mockResolvedValue([])
  vi.mocked(listResources).mockImplementation((wish) =>
    Promise.resolve(TABLES.filter(({ capacity }) => (capacity ?? 0) >= (wish?.party_size ?? 0))),
  )
  vi.mocked(showAvailability).mockImplementation((_from, { party_size }) =>
    Promise.resolve(party_size === 2 ? AVAILABILITY : FOR_THREE),
  )
  selection.party.value = 2
  selection.slot.value = null
  selection.tableId.value = null
  selection.view.value = 'plan'
})

async function open() {
  const mounted = mountInVenue(TableChoice)
  await flushPromises()
  const state = (id: string) => mounted.wrapper.get(`[data-resource="${id}"]`).attributes('data-state')
  return { ...mounted, state }
}

test('the first free time is chosen at once, the best table is proposed, and one tap leads on', async () => {
  const { wrapper, router, state } = await open()

  expect(wrapper.get('input[name=time]:checked').attributes('aria-label')).toBe('12:00–14:00')
  expect([state('t1'), state('t2')]).toEqual(['chosen', 'taken'])
  expect(wrapper.get('[data-resource="t2"]').attributes('aria-label')).toBe('Table t2, 4 seats, Taken')
  expect(wrapper.get('.sticky').text()).toMatch(/We suggest.*Table t1/)
  mainButton()?.run()
  await flushPromises()
  expect(router.currentRoute.value.fullPath).toBe('/confirm/2026-11-23T12:00:00+03:00?party=2')
})

test('the table to which the guest comes usually is proposed', async () => {
  vi.mocked(showAvailability).mockResolvedValue({
    resource_ids: ['t1', 't2'],
    days: [{ date: '2026-11-23', slots: [venueSlot('2026-11-23', 12, 't1', 't2')] }],
  })
  vi.mocked(listUsualPlaces).mockResolvedValue([{ resource_id: 't2', party_size: 2 }])
  const { wrapper, state } = await open()

  expect(state('t2')).toBe('chosen')
  expect(wrapper.get('.sticky').text()).toMatch(/As on your last visits.*Table t2/)
})

test('days off cannot be chosen, and on a full day a guest can wait for a table', async () => {
  const { wrapper } = await open()

  const days = wrapper.findAll('input[name=day]')
  expect(days.map((day) => day.attributes('disabled') !== undefined)).toEqual([false, false, true, true, true, true, true])
  await days[0]?.setValue(true)
  await flushPromises()

  expect(wrapper.text()).toContain('Join the waiting list')
  expect(wrapper.find('[data-resource]').exists()).toBe(false)
  expect(mainButton()).toMatchObject({ text: 'Choose a time', enabled: false })
})

test('a tap on a taken table says when it is free, and a press there chooses it for that time', async () => {
  const { wrapper, state } = await open()
  await wrapper.get('[data-resource="t1"]').trigger('click')

  await wrapper.get('[data-resource="t2"]').trigger('click')
  await flushPromises()

  const note = wrapper.get('.sticky')
  expect(note.text()).toMatch(/Table t2.*4 seats.*Taken: Mon\s23\sNov,\s12:00\..*Free:/s)
  expect(mainButton()?.enabled).toBe(false)
  await note.get('button').trigger('click')
  await flushPromises()
  expect(state('t2')).toBe('chosen')
  expect(mainButton()?.text).toBe('Next · Mon\u00a023\u00a0Nov,\u00a018:00')
})

test('a tap on a table that is too small says so, also with the keyboard', async () => {
  const { wrapper } = await open()
  await wrapper.get('[aria-label="More guests"]').trigger('click')
  await flushPromises()

  await wrapper.get('[data-resource="t1"]').trigger('keydown.enter')
  await flushPromises()

  expect(wrapper.get('[data-resource="t1"]').attributes('tabindex')).toBe('0')
  expect(wrapper.get('.sticky').text()).toContain('Not enough seats')
})

test('the list says when a taken table is free', async () => {
  const { wrapper } = await open()

  await wrapper.get('input[value=list]').setValue(true)

  expect(wrapper.findAll('label').at(-1)?.text()).toContain('Taken. Free: tomorrow,\u00a018:00')
})

test('the chosen table has its name above the main button, and closing is not asked about after a tap', async () => {
  const { wrapper } = await open()

  await wrapper.get('[data-resource="t1"]').trigger('click')

  expect(wrapper.get('.sticky').text()).toContain('Table t1')
  expect(asksBeforeClosing()).toBe(false)
})

test('a table that the guest chose is not a proposal', async () => {
  const { wrapper, router, state } = await open()

  await wrapper.get('[data-resource="t1"]').trigger('keydown.enter')
  await flushPromises()
  expect(state('t1')).toBe('chosen')
  expect(wrapper.get('.sticky').text()).not.toContain('We suggest')
  mainButton()?.run()
  await flushPromises()

  expect(router.currentRoute.value.fullPath).toBe('/confirm/2026-11-23T12:00:00+03:00?party=2&resource=t1')
})

test('for a larger party than the chosen table seats, another table and the times at which it is free are shown', async () => {
  const { wrapper, state } = await open()
  await wrapper.get('[data-resource="t1"]').trigger('click')

  await wrapper.get('[aria-label="More guests"]').trigger('click')
  await flushPromises()

  expect([state('t1'), state('t2')]).toEqual(['small', 'chosen'])
  expect(wrapper.get('.sticky').text()).toContain('We suggest')
  expect(wrapper.get('input[name=time]:checked').attributes('aria-label')).toBe('18:00–20:00')
})

test('the legend names tables that are too small only where there are any', async () => {
  const { wrapper } = await open()
  const legend = () => wrapper.findAll('li').map((item) => item.text())
  expect(legend()).toEqual(['Free', 'Taken', 'Chosen'])

  await wrapper.get('[aria-label="More guests"]').trigger('click')
  await flushPromises()

  expect(legend()).toEqual(['Free', 'Taken', 'Not enough seats', 'Chosen'])
})

test('the list offers the same tables to choose from', async () => {
  const { wrapper } = await open()

  await wrapper.get('input[value=list]').setValue()

  const tables = wrapper.findAll<HTMLInputElement>('input[name=table]')
  expect(tables.map(({ element }) => [element.value, element.disabled])).toEqual([
    ['t1', false],
    ['t2', true],
  ])
})

test('joined tables are chosen together, on the plan and in the list', async () => {
  vi.mocked(listResources).mockImplementation((wish) =>
    Promise.resolve(wish?.party_size ? [joined(6, 't1', 't2')] : TABLES),
  )
  vi.mocked(showAvailability).mockResolvedValue({
    resource_ids: ['t1+t2'],
    days: [{ date: '2026-11-23', slots: [venueSlot('2026-11-23', 18, 't1+t2')] }],
  })
  const { wrapper, router, state } = await open()
  expect([state('t1'), state('t2')]).toEqual(['chosen', 'chosen'])
  expect(wrapper.get('[data-resource="t2"]').attributes('aria-label')).toBe('Table t1 + Table t2, 6 seats, Free')

  await wrapper.get('[data-resource="t2"]').trigger('click')
  await flushPromises()
  expect(wrapper.get('.sticky').text()).toMatch(/Table t1 \+ Table t2.*6 seats.*push the tables together/)
  mainButton()?.run()
  await flushPromises()
  expect(router.currentRoute.value.query).toEqual({ party: '2', resource: 't1+t2' })

  await wrapper.get('input[value=list]').setValue()
  expect(wrapper.findAll<HTMLInputElement>('input[name=table]').map(({ element }) => element.value)).toEqual(['t1+t2'])
})
