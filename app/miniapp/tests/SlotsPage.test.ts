import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { listSlots, showBooking } from '../src/api/client'
import { Refusal, type Problem } from '../src/api/problems'
import SlotsPage from '../src/pages/SlotsPage.vue'
import { asksBeforeClosing, mainButton } from './mainButton'
import { BOOKING, mountInVenue, resourceSlot, table } from './samples'

vi.mock('../src/api/client', () => ({
  listResources: () => Promise.resolve([table('t0', 1), table('t1', 2), table('t2', 4)]),
  listSlots: vi.fn(),
  showBooking: vi.fn(),
}))

beforeEach(() => {
  vi.mocked(showBooking).mockResolvedValue(BOOKING)
  vi.mocked(listSlots).mockImplementation((resource_id, date) =>
    Promise.resolve({ resource_id, days: [{ date, slots: [resourceSlot(date, 18)] }] }),
  )
})

async function open(props: object = {}) {
  const mounted = mountInVenue(SlotsPage, { resourceId: 't1', ...props })
  await flushPromises()
  return mounted
}

test('a move says which booking moves, and offers the tables at which its party fits', async () => {
  const { wrapper, router } = await open({ move: 17 })

  expect(wrapper.text()).toContain('Moving your booking')
  expect(wrapper.text()).toContain('Saturday 28\u00a0November, 18:00–20:00')
  expect(wrapper.findAll('option').map((option) => option.text())).toEqual(['Table t1 · 2 seats', 'Table t2 · 4 seats'])
  await wrapper.get('select').setValue('t2')
  await flushPromises()

  expect(router.currentRoute.value.fullPath).toBe('/slots/t2?move=17')
})

test.each([
  ['booked', 'It is too late to change the booking'],
  ['canceled', 'already canceled'],
] as const)('a %s booking that can no longer be changed is not moved', async (status, reason) => {
  vi.mocked(showBooking).mockResolvedValue({ ...BOOKING, status, is_changeable: false })

  const { wrapper } = await open({ move: 17 })

  expect(wrapper.text()).toContain(reason)
  expect(mainButton()).toBeNull()
})

test('a resource that does not exist leads to the start', async () => {
  vi.mocked(listSlots).mockRejectedValue(new Refusal({ code: 'not_found' } as Problem))

  const { wrapper } = await open({ resourceId: 'nothing' })

  expect(wrapper.text()).toContain('There is no such page')
  expect(wrapper.get('a').attributes('href')).toBe('/home')
  expect(mainButton()).toBeNull()
})

test('closing is not asked about after a tap on a time', async () => {
  const { wrapper } = await open()

  await wrapper.get('input[name=time]').setValue(true)

  expect(mainButton()?.enabled).toBe(true)
  expect(asksBeforeClosing()).toBe(false)
})
