import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { book, listSlots, move, showBooking } from '../src/api/client'
import { NoAnswer, Refusal, type Problem } from '../src/api/problems'
import ConfirmPage from '../src/pages/ConfirmPage.vue'
import { asksBeforeClosing, mainButton } from './mainButton'
import { BOOKING, mountInVenue, resourceSlot, slot, table } from './samples'

vi.mock('../src/api/client', () => ({
  listResources: () => Promise.resolve([table('t1', 2), table('t2', 4)]),
  showBooking: vi.fn(),
  listSlots: vi.fn(),
  book: vi.fn(),
  move: vi.fn(),
}))

const STARTS_AT = '2026-11-29T18:00:00+03:00'
const refused = (problem: Partial<Problem>) => new Refusal(problem as Problem)

beforeEach(() => {
  vi.mocked(listSlots).mockImplementation((resource_id, date) =>
    Promise.resolve({ resource_id, days: [{ date, slots: [resourceSlot(date, 13), resourceSlot(date, 18)] }] }),
  )
  vi.mocked(showBooking).mockResolvedValue(BOOKING)
  vi.mocked(book).mockReset()
  vi.mocked(move).mockReset()
})

async function open(props: object = { party: 2 }) {
  const mounted = mountInVenue(ConfirmPage, { resourceId: 't1', startsAt: STARTS_AT, ...props })
  await flushPromises()
  return mounted
}

async function press() {
  mainButton()?.run()
  await flushPromises()
}

test('all that was chosen is shown before it is booked', async () => {
  const { wrapper } = await open()

  expect(wrapper.text()).toContain('Table t1')
  expect(wrapper.text()).toContain('2 guests')
  expect(wrapper.text()).toContain('Sunday 29\u00a0November')
  expect(wrapper.text()).toContain('18:00–20:00')
  expect(wrapper.text()).toContain('until Sun\u00a029\u00a0Nov,\u00a017:00')
})

test('the end and the limit of changes are the server’s, also across a clock change', async () => {
  const noon = { starts_at: '2027-03-28T12:00:00+02:00', ends_at: '2027-03-28T13:30:00+02:00' }
  const slot = { ...noon, is_free: true, changeable_until: '2027-03-27T11:00:00+01:00' }
  vi.mocked(listSlots).mockResolvedValue({ resource_id: 't1', days: [{ date: '2027-03-28', slots: [slot] }] })

  const { wrapper } = await open({ startsAt: '2027-03-28T10:00:00Z', party: 2 })

  expect(wrapper.text()).toContain('12:00–13:30')
  expect(wrapper.text()).toContain('until Sat\u00a027\u00a0Mar,\u00a011:00')
})

test.each(['abc', '2026-11-29T18:30:00+03:00'])('nothing can be booked at %s, where no slot starts', async (startsAt) => {
  const { wrapper } = await open({ startsAt, party: 2 })

  expect(wrapper.text()).toContain('There is no such page')
  expect(mainButton()).toBeNull()
})

test('the time until which a booking can be changed is shown only if it is in the future', async () => {
  // It is noon; this venue lets its guests cancel until an hour before.
  const { wrapper } = await open({ startsAt: '2026-11-22T13:00:00+03:00', party: 2 })

  expect(wrapper.text()).toContain('13:00–15:00')
  expect(wrapper.text()).not.toContain('You can cancel')
})

test('a retry after a lost answer has the same key', async () => {
  vi.mocked(book).mockRejectedValueOnce(new NoAnswer('offline')).mockResolvedValueOnce(BOOKING)
  const { wrapper, router } = await open()

  await press()
  expect(wrapper.get('[role=alert]').text()).toContain('No connection')
  await press()

  const keys = vi.mocked(book).mock.calls.map(([, key]) => key)
  expect(keys).toHaveLength(2)
  expect(new Set(keys).size).toBe(1)
  expect(router.currentRoute.value.fullPath).toBe('/booked/17?told=1')
})

test('two presses in a row send one request, and the button shows progress', async () => {
  vi.mocked(book).mockReturnValue(new Promise(() => undefined))
  await open()

  await press()
  await press()

  expect(book).toHaveBeenCalledTimes(1)
  expect(mainButton()).toMatchObject({ busy: true })
})

test('for a slot that was taken meanwhile the free ones are offered', async () => {
  vi.mocked(book).mockRejectedValue(refused({ code: 'slot_taken', free_starts: ['2026-11-29T20:00:00+03:00'] }))
  const { wrapper } = await open()

  await press()

  expect(wrapper.get('[role=alert]').text()).toContain('Somebody has just taken this time.')
  expect(wrapper.get('[role=alert] a').attributes('href')).toBe('/confirm/t1/2026-11-29T20:00:00+03:00?party=2')
  expect(mainButton()?.enabled).toBe(false)
})

test('a refusal because of another booking names it and leads to the bookings', async () => {
  const other = { id: 3, resource_name: { ru: 'У окна', en: 'Lane window' }, starts_at: STARTS_AT }
  vi.mocked(book).mockRejectedValue(refused({ code: 'guest_is_busy', booking: other }))
  const { wrapper } = await open()

  await press()

  const note = wrapper.get('[role=alert]')
  expect(note.text()).toContain('You already have a booking at that time: Lane window, Sun\u00a029\u00a0Nov,\u00a018:00.')
  expect(note.get('a').attributes('href')).toBe('/bookings')
})

test('closing is asked about while a slot waits for the confirmation', async () => {
  await open()
  expect(asksBeforeClosing()).toBe(true)
})

test('a move to another table shows the old one', async () => {
  const { wrapper } = await open({ resourceId: 't2', move: 17 })

  expect(wrapper.findAll('.line-through').map((old) => old.text())).toEqual([
    'Table t1',
    'Saturday 28\u00a0November, 18:00–20:00',
  ])
})

test('a booking that was moved meanwhile is shown as it is now before it is moved', async () => {
  const newer = { ...BOOKING, ...slot('2026-11-28', 20), version: 2 }
  vi.mocked(move).mockRejectedValueOnce(refused({ code: 'changed_meanwhile' })).mockResolvedValue(newer)
  const { wrapper } = await open({ move: 17 })
  vi.mocked(showBooking).mockResolvedValue(newer)

  await press()

  expect(wrapper.get('[role=alert]').text()).toContain('changed meanwhile')
  expect(wrapper.text()).toContain('20:00–22:00')
  await press()
  expect(move).toHaveBeenLastCalledWith(newer, { starts_at: STARTS_AT, resource_id: 't1' })
})

test('a move shows the old time and keeps the party size', async () => {
  vi.mocked(move).mockResolvedValue(BOOKING)
  const { wrapper, router } = await open({ move: 17 })
  expect(wrapper.text()).toContain('Saturday 28\u00a0November, 18:00–20:00')
  expect(wrapper.text()).toContain('2 guests')

  await press()

  expect(move).toHaveBeenCalledWith(BOOKING, { starts_at: STARTS_AT, resource_id: 't1' })
  expect(router.currentRoute.value.fullPath).toBe('/booked/17?told=1&moved=1')
})
