import { flushPromises } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import VenueHeader from '../src/components/VenueHeader.vue'
import { mountInVenue } from './samples'

vi.mock('../src/api/client', () => ({ listBookings: () => Promise.resolve({ bookings: [], total: 0 }) }))

test('a tap on the venue’s number calls it', async () => {
  const { wrapper } = mountInVenue(VenueHeader)
  await flushPromises()

  expect(wrapper.get('a[href="tel:+74950001010"]').text()).toBe('+7 495 000-10-10')
})
