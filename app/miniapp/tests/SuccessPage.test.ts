import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { answerAboutOffers, askAboutOffers, cancel, showBooking, showCalendarLink } from '../src/api/client'
import { NoAnswer, Refusal, type Problem } from '../src/api/problems'
import SuccessPage from '../src/pages/SuccessPage.vue'
import { openOutside } from '../src/telegram'
import { mainButton } from './mainButton'
import { BOOKING, mountInVenue, table } from './samples'

vi.mock('../src/api/client', () => ({
  listResources: () => Promise.resolve([table('t1', 2)]),
  showBooking: vi.fn(),
  showCalendarLink: vi.fn(),
  cancel: vi.fn(),
  askAboutOffers: vi.fn(),
  answerAboutOffers: vi.fn(),
}))

const FILE = 'https://bronya.example/api/v1/venues/binary_bites/bookings/17/calendar.ics?key=3c9a'

beforeEach(() => {
  vi.mocked(showCalendarLink).mockReset().mockResolvedValue(FILE)
  vi.mocked(cancel).mockReset()
  vi.mocked(askAboutOffers).mockReset().mockResolvedValue(null)
  vi.mocked(answerAboutOffers).mockReset().mockResolvedValue()
})

async function open(booking: typeof BOOKING = BOOKING, isMoved = false) {
  vi.mocked(showBooking).mockResolvedValue(booking)
  const mounted = mountInVenue(SuccessPage, { id: booking.id, isMoved, isBotAllowedToWrite: true })
  await flushPromises()
  return mounted
}

test('the booking is shown with the time until which it can be changed', async () => {
  const { wrapper } = await open()

  expect(wrapper.text()).toContain('The table is yours!')
  expect(wrapper.text()).toContain('18:00–20:00')
  expect(wrapper.text()).toContain('You can cancel or move it until Sat\u00a028\u00a0Nov,\u00a017:00.')
})

test('a booking that was made too late to be changed is not shown as changeable', async () => {
  const { wrapper } = await open({ ...BOOKING, is_changeable: false })

  expect(wrapper.text()).not.toContain('You can cancel')
  expect(wrapper.find('.button-danger').exists()).toBe(false)
})

test('the visit can be kept in both calendars and found on the map, in the phone’s browser', async () => {
  const { wrapper } = await open()

  const links = new Map(wrapper.findAll('a[target]').map((link) => [link.text(), new URL(link.attributes('href') ?? '')]))
  expect([...links.keys()]).toEqual(['To calendar', 'Google Calendar', 'On the map'])
  expect(links.get('To calendar')?.href).toBe(FILE)
  const google = links.get('Google Calendar')?.searchParams
  expect(google?.get('dates')).toBe('20261128T150000Z/20261128T170000Z')
  expect(google?.get('text')).toBe('Binary Bites: Table t1')
  expect(links.get('On the map')?.searchParams.get('text')).toBe('Lane, 8')
  await wrapper.get('a[target]').trigger('click')
  expect(openOutside).toHaveBeenCalledWith(FILE)
})

test('without the calendar file the other ways are still there', async () => {
  vi.mocked(showCalendarLink).mockRejectedValue(new NoAnswer('offline'))
  const { wrapper } = await open()

  expect(wrapper.findAll('a[target]').map((link) => link.text())).toEqual(['Google Calendar', 'On the map'])
})

test('a booking that does not exist is not celebrated', async () => {
  vi.mocked(showBooking).mockRejectedValue(new Refusal({ code: 'not_found' } as Problem))
  const { wrapper } = mountInVenue(SuccessPage, { id: 999, isMoved: false, isBotAllowedToWrite: true })
  await flushPromises()

  expect(wrapper.text()).toContain('There is no such page')
  expect(wrapper.text()).not.toContain('The table is yours!')
  expect(mainButton()).toBeNull()
})

test('the booking can be moved and canceled at once', async () => {
  vi.mocked(cancel).mockRejectedValueOnce(new Refusal({ code: 'too_late_to_change' } as Problem)).mockResolvedValue(BOOKING)
  const { wrapper, router } = await open()
  expect(wrapper.get('a[href="/move/17"]').text()).toBe('Move')

  for (const press of ['.button-danger', 'dialog .button-danger']) await wrapper.get(press).trigger('click')
  await flushPromises()
  expect(wrapper.get('[role=alert]').text()).toContain('too late to change')
  for (const press of ['.button-danger', 'dialog .button-danger']) await wrapper.get(press).trigger('click')
  await flushPromises()

  expect(vi.mocked(cancel).mock.calls).toEqual([[BOOKING], [BOOKING]])
  expect(router.currentRoute.value.name).toBe('bookings')
})

const OFFERS = '🎁 May we send you an offer or a treat now and then?'

test.each([
  ['Yes, please', true, 'Thank you!'],
  ['No, thanks', false, 'All right, no offers.'],
])('a guest who is asked about offers answers “%s”', async (button, wants, reply) => {
  vi.mocked(askAboutOffers).mockResolvedValue(OFFERS)
  vi.mocked(answerAboutOffers).mockRejectedValueOnce(new NoAnswer('offline'))
  const { wrapper } = await open()
  expect(wrapper.text()).toContain(OFFERS)
  expect(answerAboutOffers).not.toHaveBeenCalled()

  const press = () => wrapper.findAll('button').find((each) => each.text() === button)?.trigger('click')
  await press()
  await flushPromises()
  expect(wrapper.find('[role=alert]').exists()).toBe(true)
  await press()
  await flushPromises()

  expect(vi.mocked(answerAboutOffers).mock.calls).toEqual([[wants], [wants]])
  expect(wrapper.text()).toContain(reply)
  expect(wrapper.text()).not.toContain(OFFERS)
})

test('a guest whom the server does not want to be asked sees no question', async () => {
  const { wrapper } = await open()

  expect(askAboutOffers).toHaveBeenCalledOnce()
  expect(wrapper.text()).not.toContain('Yes, please')
})

test.each([
  ['a booking that was moved', BOOKING, true],
  ['a booking that was canceled', { ...BOOKING, status: 'canceled' } as const, false],
])('after %s nobody is asked', async (_name, booking, isMoved) => {
  await open(booking, isMoved)

  expect(askAboutOffers).not.toHaveBeenCalled()
})
