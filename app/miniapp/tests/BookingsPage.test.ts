import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cancel, declineOffer, leaveWaitlist, listBookings, listWaits, showBooking, takeOffer, type Wait } from '../src/api/client'
import { NoAnswer, Refusal, type Problem } from '../src/api/problems'
import BookingsPage from '../src/pages/BookingsPage.vue'
import { BOOKING, mountInVenue, OFFERED, slot, table, WAIT } from './samples'

vi.mock('../src/api/client', () => ({
  listResources: () => Promise.resolve([table('t1', 2)]),
  listBookings: vi.fn(),
  showBooking: vi.fn(),
  cancel: vi.fn(),
  listWaits: vi.fn(),
  leaveWaitlist: vi.fn(),
  takeOffer: vi.fn(),
  declineOffer: vi.fn(),
}))

beforeEach(() => {
  vi.mocked(listWaits).mockResolvedValue([])
})

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
  [{ ...BOOKING, party_size: null, for_whom: { name: 'Masha', birth_year: 2019 } }, `/slots/t1?again=${BOOKING.id}`],
])('a past booking is repeated with what it was for', async (past, link) => {
  const page = await open({ ...past, status: 'completed' as const, is_changeable: false })

  expect(page.get('article a').attributes('href')).toBe(link)
})

test('a booking for a relative says so', async () => {
  const page = await open({ ...BOOKING, for_whom: { name: 'Masha', birth_year: 2019 } })

  expect(page.get('article').text()).toContain('For: Masha, 2019')
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

async function openWaiting(wait: Wait, ...bookings: (typeof BOOKING)[]) {
  vi.mocked(listWaits).mockResolvedValue([wait])
  vi.mocked(listBookings).mockResolvedValue({ bookings, total: bookings.length })
  const mounted = mountInVenue(BookingsPage)
  await flushPromises()
  const press = async (name: string, within = 'article') => {
    await mounted.wrapper.findAll(`${within} button`).find((button) => button.text() === name)?.trigger('click')
    await flushPromises()
  }
  return { ...mounted, press, titles: () => mounted.wrapper.findAll('h2').map((title) => title.text()) }
}

test('what a guest waits for is among the bookings, and is left only after a confirmation', async () => {
  vi.mocked(leaveWaitlist).mockResolvedValue([])
  const { wrapper, press, titles } = await openWaiting(WAIT, BOOKING)
  expect(titles()).toEqual(['Upcoming', 'Waiting list'])
  expect(wrapper.text()).toMatch(/Saturday 28.November.*any time.*2 guests/s)

  await press('I’m no longer waiting')
  expect(leaveWaitlist).not.toHaveBeenCalled()
  await press('I’m no longer waiting', 'dialog')

  expect(leaveWaitlist).toHaveBeenCalledWith(5)
  expect(titles()).toEqual(['Upcoming'])
  expect(wrapper.get('[role=status]').text()).toContain('this wish is off the list')
})

test('a place that is held comes first with the minutes that are left, and is taken by a press', async () => {
  vi.mocked(takeOffer).mockResolvedValue({ ...BOOKING, id: 18 })
  const { wrapper, router, press, titles } = await openWaiting(OFFERED, BOOKING)
  expect(titles()).toEqual(['Waiting list', 'Upcoming'])
  expect(wrapper.text()).toContain('Table t1, 18:00–20:00')
  expect(wrapper.text()).toContain('We will hold it for 8 minutes, until 12:08')

  await press('I’ll take it')

  expect(takeOffer).toHaveBeenCalledWith(8)
  expect(router.currentRoute.value.fullPath).toBe('/booked/18?told=1')
})

test('who declines a place still waits', async () => {
  vi.mocked(declineOffer).mockResolvedValue([WAIT])
  const { wrapper, press } = await openWaiting(OFFERED)

  await press('No, thanks')

  expect(declineOffer).toHaveBeenCalledWith(8)
  expect(wrapper.text()).not.toContain('There is a place for you')
  expect(wrapper.get('article').text()).toContain('any time')
})

test('a place that is held no longer is not offered, whether the server or the clock says so', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
  const { wrapper, press } = await openWaiting(OFFERED)
  vi.mocked(takeOffer).mockRejectedValue(new Refusal({ code: 'offer_over' } as Problem))
  vi.mocked(listWaits).mockResolvedValue([WAIT])
  await press('I’ll take it')
  expect(wrapper.get('[role=alert]').text()).toContain('We no longer hold this place')
  expect(wrapper.text()).not.toContain('There is a place for you')

  vi.mocked(listWaits).mockResolvedValueOnce([OFFERED])
  vi.advanceTimersByTime(30_000)
  await flushPromises()
  expect(wrapper.text()).toContain('There is a place for you')
  vi.mocked(listWaits).mockRejectedValue(new NoAnswer('offline'))
  vi.advanceTimersByTime(8 * 60_000)
  await flushPromises()
  expect(wrapper.text()).not.toContain('There is a place for you')
})
