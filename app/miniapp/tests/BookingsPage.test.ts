import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { cancel, listBookings, showBooking } from '../src/api/client'
import { NoAnswer, Refusal, type Problem } from '../src/api/problems'
import BookingsPage from '../src/pages/BookingsPage.vue'
import { BOOKING, mountInVenue, slot, table } from './samples'

vi.mock('../src/api/client', () => ({
  listResources: () => Promise.resolve([table('t1', 2)]),
  listBookings: vi.fn(),
  showBooking: vi.fn(),
  cancel: vi.fn(),
}))

afterEach(() => {
  vi.useRealTimers()
  vi.mocked(showBooking).mockReset()
})

async function open(...bookings: (typeof BOOKING)[]) {
  vi.mocked(listBookings).mockResolvedValue({ bookings, total: bookings.length })
  const { wrapper } = mountInVenue(BookingsPage)
  await flushPromises()
  return wrapper
}

test('a booking is canceled only after a confirmation', async () => {
  vi.mocked(cancel).mockResolvedValue({ ...BOOKING, status: 'canceled', is_changeable: false })
  const page = await open(BOOKING)

  await page.get('article .button-danger').trigger('click')
  expect(cancel).not.toHaveBeenCalled()
  await page.get('dialog .button-danger').trigger('click')
  await flushPromises()

  expect(cancel).toHaveBeenCalledWith(BOOKING)
  expect(page.get('[role=status]').text()).toBe('The booking is canceled')
  expect(page.find('article .button-danger').exists()).toBe(false)
})

test('a refusal to cancel is shown, and the booking stays', async () => {
  vi.mocked(cancel).mockRejectedValue(new Refusal({ code: 'too_late_to_change' } as Problem))
  const page = await open(BOOKING)

  await page.get('article .button-danger').trigger('click')
  await page.get('dialog .button-danger').trigger('click')
  await flushPromises()

  expect(page.get('[role=alert]').text()).toContain('too late to change')
  expect(page.findAll('article')).toHaveLength(1)
})

test('a booking that was moved meanwhile is not canceled but shown as it is now', async () => {
  vi.mocked(cancel).mockRejectedValue(new Refusal({ code: 'changed_meanwhile' } as Problem))
  vi.mocked(showBooking).mockResolvedValue({ ...BOOKING, ...slot('2026-11-29', 20), version: 2 })
  const page = await open(BOOKING)

  await page.get('article .button-danger').trigger('click')
  await page.get('dialog .button-danger').trigger('click')
  await flushPromises()

  expect(page.get('[role=alert]').text()).toContain('changed meanwhile')
  expect(page.get('article').text()).toContain('20:00–22:00')
})

test('a booking whose table can no longer take it can be canceled but not moved', async () => {
  const page = await open({ ...BOOKING, is_movable: false })

  expect(page.findAll('article a')).toHaveLength(0)
  expect(page.get('article').text()).toContain('can’t be moved')
  expect(page.find('article .button-danger').exists()).toBe(true)
})

test('a past booking can be repeated, and one that starts soon cannot be changed', async () => {
  const past = { ...BOOKING, id: 1, status: 'completed' as const, is_changeable: false }
  const near = { ...BOOKING, id: 2, is_changeable: false }
  const page = await open(near, past)

  expect(page.findAll('h2').map((title) => title.text())).toEqual(['Upcoming', 'Past and canceled'])
  expect(page.findAll('article a').map((link) => link.text())).toEqual(['Book again'])
})

test.each([
  [{ ...BOOKING, party_size: null, service_id: 'cut' }, '/slots/t1?service=cut'],
  [{ ...BOOKING, party_size: null }, '/slots/t1'],
  [{ ...BOOKING, resource_id: 't1+t2' }, '/slots/t1+t2?party=2'],
])('a past booking is repeated with what it was for', async (past, link) => {
  const page = await open({ ...past, status: 'completed' as const, is_changeable: false })

  expect(page.get('article a').attributes('href')).toBe(link)
})

test('a booking has the status that the server reports', async () => {
  const over = { ...BOOKING, ...slot('2026-11-22', 10), status: 'completed' as const, is_changeable: false }
  const page = await open(over)

  expect(page.findAll('h2').map((title) => title.text())).toEqual(['Past and canceled'])
  expect(page.get('article').text()).toContain('Completed')
  expect(page.findAll('article a').map((link) => link.text())).toEqual(['Book again'])
})

test('a visit that ends while the page is open becomes a past one when the server answers', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
  const visit = { ...BOOKING, ...slot('2026-11-22', 12) }
  const page = await open(visit)
  expect(page.find('article .button-danger').exists()).toBe(true)
  vi.mocked(showBooking)
    .mockRejectedValueOnce(new NoAnswer('offline'))
    .mockResolvedValue({ ...visit, status: 'completed', is_changeable: false })

  vi.advanceTimersByTime(2 * 60 * 60 * 1000)
  await flushPromises()
  expect(page.findAll('h2').map((title) => title.text())).toEqual(['Upcoming'])
  vi.advanceTimersByTime(30_000)
  await flushPromises()

  expect(showBooking).toHaveBeenCalledTimes(2)
  expect(page.findAll('h2').map((title) => title.text())).toEqual(['Past and canceled'])
  expect(page.find('article .button-danger').exists()).toBe(false)
})

test('a guest without bookings is offered to make one', async () => {
  const page = await open()

  expect(page.text()).toContain('No bookings yet')
  expect(page.get('a').attributes('href')).toBe('/home')
})
