import { flushPromises } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import VenueHeader from '../src/components/VenueHeader.vue'
import { listWaits, type Wait } from '../src/api/client'
import { BOOKING, mountInVenue, OFFERED, WAIT } from './samples'

vi.mock('../src/api/client', () => ({
  listBookings: () => Promise.resolve({ bookings: [BOOKING], total: 1 }),
  listWaits: vi.fn(() => Promise.resolve<Wait[]>([])),
}))

test('a tap on the venue’s number calls it', async () => {
  const { wrapper } = mountInVenue(VenueHeader)
  await flushPromises()

  expect(wrapper.get('a[href="tel:+74950001010"]').text()).toBe('+7 495 000-10-10')
})

test('a place that is held for the guest is said before the next booking, as soon as it is', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
  vi.mocked(listWaits).mockResolvedValue([WAIT])
  const { wrapper } = mountInVenue(VenueHeader)
  await flushPromises()
  expect(wrapper.text()).toContain('Next: Sat')

  vi.mocked(listWaits).mockResolvedValue([OFFERED])
  vi.advanceTimersByTime(30_000)
  await flushPromises()

  expect(wrapper.text()).toContain('There is a place for you! We will hold it for 8 minutes, until 12:08')
  expect(wrapper.text()).not.toContain('Next:')
  vi.useRealTimers()
})
