import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { listBookings, listSlots, showAvailability } from '../src/api/client'
import TableChoice from '../src/components/TableChoice.vue'
import VenueHeader from '../src/components/VenueHeader.vue'
import { dayIn } from '../src/dates'
import SlotsPage from '../src/pages/SlotsPage.vue'
import * as selection from '../src/tableSelection'
import { AVAILABILITY, BOOKING, mountInVenue, slot, table, VENUE } from './samples'

const HOUR = 60 * 60 * 1000

vi.mock('../src/api/client', () => ({
  listResources: () => Promise.resolve([table('t1', 2)]),
  listBookings: vi.fn(),
  listWaits: () => Promise.resolve([]),
  listServices: () => Promise.resolve([]),
  showResource: () => Promise.resolve(table('t1', 2)),
  listSlots: vi.fn(),
  showAvailability: vi.fn(),
  showFloorPlan: () => Promise.resolve('<svg />'),
}))

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
  // The phone is years behind; it is noon at the venue.
  vi.setSystemTime('2021-01-01T00:00:00Z')
  vi.mocked(showAvailability).mockReset().mockResolvedValue(AVAILABILITY)
  vi.mocked(listSlots).mockReset().mockResolvedValue({ resource_id: 't1', days: [] })
})
afterEach(() => vi.useRealTimers())

test('today changes at midnight of the venue', async () => {
  const bookings = [{ ...BOOKING, ...slot('2026-11-23', 18) }]
  vi.mocked(listBookings).mockResolvedValue({ bookings, total: 1 })
  const { wrapper } = mountInVenue(VenueHeader)
  await flushPromises()
  expect(wrapper.text()).toContain('Next: tomorrow,\u00a018:00')

  vi.advanceTimersByTime(13 * HOUR)
  await flushPromises()

  expect(wrapper.text()).toContain('Next: today,\u00a018:00')
})

test('a visit that ends while the page is open is no longer the next one', async () => {
  const bookings = [{ ...BOOKING, ...slot('2026-11-22', 12) }, BOOKING]
  vi.mocked(listBookings).mockResolvedValue({ bookings, total: 2 })
  const { wrapper } = mountInVenue(VenueHeader)
  await flushPromises()
  expect(wrapper.text()).toContain('Next: today,\u00a012:00')

  vi.advanceTimersByTime(2 * HOUR)
  await flushPromises()

  expect(wrapper.text()).toContain('Next: Sat\u00a028\u00a0Nov,\u00a018:00')
})

test('a page that was hidden at midnight shows the new day when it becomes visible', async () => {
  const { wrapper } = mountInVenue(SlotsPage, { resourceId: 't1' })
  await flushPromises()

  vi.setSystemTime(Date.now() + 13 * HOUR)
  document.dispatchEvent(new Event('visibilitychange'))
  await flushPromises()

  expect(vi.mocked(listSlots).mock.calls).toEqual([
    ['t1', '2026-11-22', { party_size: 2 }],
    ['t1', '2026-11-23', { party_size: 2 }],
  ])
  expect(wrapper.get('input[name=day]').attributes('value')).toBe('2026-11-23')
  expect(wrapper.get('[aria-label="Previous week"]').attributes('disabled')).toBeDefined()
})

test('the week that was paged to stays until its first day is over', async () => {
  selection.from.value = '2026-11-29'
  mountInVenue(TableChoice)
  await flushPromises()

  vi.advanceTimersByTime(13 * HOUR)
  await flushPromises()
  vi.advanceTimersByTime(7 * 24 * HOUR)
  await flushPromises()

  expect(vi.mocked(showAvailability).mock.calls.map(([from]) => from)).toEqual(['2026-11-29', '2026-11-30'])
})

test('the day is the venue’s for an instant with any offset', () => {
  expect(dayIn(VENUE.timezone, '2026-11-22T20:59:59Z')).toBe('2026-11-22')
  expect(dayIn(VENUE.timezone, '2026-11-22T21:00:00Z')).toBe('2026-11-23')
})
