import { flushPromises } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { showBooking } from '../src/api/client'
import SuccessPage from '../src/pages/SuccessPage.vue'
import { BOOKING, mountInVenue, table } from './samples'

vi.mock('../src/api/client', () => ({
  listResources: () => Promise.resolve([table('t1', 2)]),
  showBooking: vi.fn(),
}))

async function open(booking: typeof BOOKING) {
  vi.mocked(showBooking).mockResolvedValue(booking)
  const { wrapper } = mountInVenue(SuccessPage, { id: booking.id, isMoved: false, isBotAllowedToWrite: true })
  await flushPromises()
  return wrapper.text()
}

test('the booking is shown with the time until which it can be changed', async () => {
  const page = await open(BOOKING)

  expect(page).toContain('The table is yours!')
  expect(page).toContain('18:00–20:00')
  expect(page).toContain('You can cancel or move it until Sat\u00a028\u00a0Nov,\u00a017:00.')
})

test('a booking that was made too late to be changed is not shown as changeable', async () => {
  expect(await open({ ...BOOKING, is_changeable: false })).not.toContain('You can cancel')
})
