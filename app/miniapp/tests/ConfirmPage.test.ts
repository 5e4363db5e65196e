import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { book, listRelatives, listResources, listServices, listUsualPlaces, move, showAvailability, showBooking, showResource } from '../src/api/client'
import { NoAnswer, Refusal, type Problem } from '../src/api/problems'
import { setLocale } from '../src/i18n'
import ConfirmPage from '../src/pages/ConfirmPage.vue'
import { asksBeforeClosing, mainButton } from './mainButton'
import { BOOKING, mountInVenue, person, service, slot, table, VENUE, venueSlot } from './samples'

vi.mock('../src/api/client', () => ({
  listRelatives: vi.fn(),
  listResources: vi.fn(),
  listUsualPlaces: vi.fn(),
  listServices: vi.fn(),
  showAvailability: vi.fn(),
  showBooking: vi.fn(),
  showFloorPlan: () => Promise.resolve('<svg><g data-resource="t1" /><g data-resource="t2" /></svg>'),
  showResource: vi.fn(),
  book: vi.fn(),
  move: vi.fn(),
}))

const DAY = '2026-11-29'
const STARTS_AT = `${DAY}T18:00:00+03:00`
const TABLES = [table('t1', 2), table('t2', 4)]
const CLINIC = { asks: 'specialty', for_others: true, max_party_size: null, floor_plan_url: null } as const
const SHOP = { asks: 'service', max_party_size: null, floor_plan_url: null } as const
const refused = (problem: Partial<Problem>) => new Refusal(problem as Problem)

function offer(...slots: ReturnType<typeof venueSlot>[]) {
  vi.mocked(showAvailability).mockResolvedValue({
    resource_ids: [],
    days: [
      { date: '2026-11-28', slots: [] },
      { date: DAY, slots },
    ],
  })
}

beforeEach(() => {
  vi.mocked(listUsualPlaces).mockResolvedValue([])
  vi.mocked(listRelatives).mockResolvedValue([])
  offer(venueSlot(DAY, 13, 't1'), venueSlot(DAY, 18, 't1', 't2'), venueSlot(DAY, 20, 't1'), venueSlot(DAY, 22, 't2'))
  vi.mocked(listResources).mockResolvedValue(TABLES)
  vi.mocked(listServices).mockResolvedValue([])
  vi.mocked(showResource).mockImplementation((id) => Promise.resolve(table(id, 2)))
  vi.mocked(showBooking).mockResolvedValue(BOOKING)
  vi.mocked(book).mockReset()
  vi.mocked(move).mockReset()
})

async function open(props: object = { party: 2 }, venue: Partial<typeof VENUE> = {}) {
  const mounted = mountInVenue(ConfirmPage, { startsAt: STARTS_AT, ...props }, venue)
  await flushPromises()
  return mounted
}

async function press() {
  mainButton()?.run()
  await flushPromises()
}

test('the best table is proposed, and all that was chosen is shown before it is booked', async () => {
  vi.mocked(book).mockResolvedValue(BOOKING)
  const { wrapper } = await open()

  expect(showAvailability).toHaveBeenLastCalledWith('2026-11-28', { party_size: 2 }, 2, undefined)
  expect(wrapper.text()).toContain('Table t1')
  expect(wrapper.text()).toContain('2 guests')
  expect(wrapper.text()).toContain('Sunday 29\u00a0November')
  expect(wrapper.text()).toContain('18:00–20:00')
  expect(wrapper.text()).toContain('until Sun\u00a029\u00a0Nov,\u00a017:00')
  await press()
  expect(book).toHaveBeenCalledWith({ starts_at: STARTS_AT, resource_id: 't1', party_size: 2 }, expect.any(String))
})

test('the table to which the guest comes usually is proposed, and said to be that', async () => {
  vi.mocked(listUsualPlaces).mockResolvedValue([{ resource_id: 't2', party_size: 2 }])
  const { wrapper } = await open()
  expect(wrapper.get('dl').text()).toContain('Table t2')
  expect(wrapper.text()).toContain('As on your last visits')

  const chosen = await open({ party: 2, resource: 't2' })
  expect(chosen.wrapper.text()).not.toContain('As on your last visits')
})

test('a move proposes no usual table', async () => {
  vi.mocked(listUsualPlaces).mockResolvedValue([{ resource_id: 't2', party_size: 2 }])
  const { wrapper } = await open({ move: 17 })

  expect(wrapper.get('dl').text()).toContain('Table t1')
})

test('the table that the guest chose is shown instead of the best', async () => {
  const { wrapper } = await open({ party: 2, resource: 't2' })

  expect(wrapper.get('dl').text()).toContain('Table t2')
})

test('another table is one tap away, on the plan', async () => {
  const { wrapper, router } = await open()

  await wrapper.get('[aria-controls=another]').trigger('click')
  await flushPromises()
  expect(wrapper.get('[aria-controls=another]').attributes('aria-expanded')).toBe('true')
  expect(wrapper.get('[data-resource="t1"]').attributes('data-state')).toBe('chosen')
  await wrapper.get('[data-resource="t2"]').trigger('click')
  await flushPromises()

  expect(router.currentRoute.value.query).toEqual({ resource: 't2', party: '2' })
})

test('any doctor: the least busy one is proposed, and the others who are free can be chosen', async () => {
  vi.mocked(listResources).mockResolvedValue([person('anna', 'therapy'), person('boris', 'therapy'), person('carl', 'therapy')])
  offer(venueSlot(DAY, 18, 'boris', 'anna'))
  const { wrapper, router } = await open({ specialty: 'therapy' }, CLINIC)
  expect(wrapper.get('dl').text()).toContain('Name of boris')

  await wrapper.get('[aria-controls=another]').trigger('click')
  expect(wrapper.findAll<HTMLInputElement>('input[name=person]').map(({ element }) => element.value)).toEqual(['boris', 'anna'])
  await wrapper.get('input[value=anna]').setValue(true)
  await flushPromises()

  expect(router.currentRoute.value.query).toEqual({ resource: 'anna', specialty: 'therapy' })
})

test('a service is shown with its price, and booked', async () => {
  vi.mocked(listResources).mockResolvedValue([person('anna')])
  vi.mocked(listServices).mockResolvedValue([service('cut', 45, 'anna')])
  vi.mocked(book).mockResolvedValue(BOOKING)
  offer(venueSlot(DAY, 18, 'anna'))
  const { wrapper } = await open({ service: 'cut' }, SHOP)

  expect(wrapper.get('dl').text()).toMatch(/Service cut.*1,800 ₽/)
  await press()
  expect(book).toHaveBeenCalledWith({ starts_at: STARTS_AT, resource_id: 'anna', service_id: 'cut' }, expect.any(String))
})

test('the end and the limit of changes are the server’s, also across a clock change', async () => {
  const noon = { starts_at: '2027-03-28T12:00:00+02:00', ends_at: '2027-03-28T13:30:00+02:00' }
  offer({ ...venueSlot(DAY, 12, 't1'), ...noon, changeable_until: '2027-03-27T11:00:00+01:00' })

  const { wrapper } = await open({ startsAt: '2027-03-28T10:00:00Z', party: 2 })

  expect(wrapper.text()).toContain('12:00–13:30')
  expect(wrapper.text()).toContain('until Sat\u00a027\u00a0Mar,\u00a011:00')
})

test.each([
  { startsAt: 'abc', party: 2 },
  { startsAt: '2026-11-29T18:30:00+03:00', party: 2 },
  { resource: 't1' },
])('nothing can be booked with %o', async (props) => {
  const { wrapper } = await open(props)

  expect(wrapper.text()).toContain('There is no such page')
  expect(mainButton()).toBeNull()
})

test('the time until which a booking can be changed is shown only if it is in the future', async () => {
  // It is noon; this venue lets its guests cancel until an hour before.
  offer(venueSlot('2026-11-22', 13, 't1'))
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

test('for a table that was taken meanwhile the same time elsewhere is offered, then other times', async () => {
  vi.mocked(book).mockRejectedValue(refused({ code: 'slot_taken' }))
  const { wrapper, router } = await open()
  offer(venueSlot(DAY, 13, 't1'), venueSlot(DAY, 18, 't2'), venueSlot(DAY, 20, 't1'), venueSlot(DAY, 22, 't2'))

  await press()

  const note = wrapper.get('[role=alert]')
  expect(note.text()).toMatch(/Somebody has just taken this time\..*Free at the same time:.*Table t2.*Other times that day:/)
  expect(note.findAll('a').map((link) => link.text())).toEqual(['13:00', '20:00', '22:00', 'Other days'])
  expect(note.get('a').attributes('href')).toBe(`/confirm/${DAY}T13:00:00+03:00?party=2`)
  expect(wrapper.get('dl').text()).toContain('Table t1')
  expect(mainButton()?.enabled).toBe(false)
  await note.get('button').trigger('click')
  await flushPromises()
  expect(router.currentRoute.value.query).toEqual({ resource: 't2', party: '2' })
})

test('for the table that the guest chose the other times are its own', async () => {
  offer(venueSlot(DAY, 13, 't1'), venueSlot(DAY, 18, 't2'), venueSlot(DAY, 22, 't2'))
  const { wrapper } = await open({ party: 2, resource: 't1' })

  const links = wrapper.findAll('[role=alert] a')
  expect(links.map((link) => link.text())).toEqual(['13:00', 'Other days'])
  expect(links.at(-1)?.attributes('href')).toBe('/slots/t1?party=2')
})

test('a refusal because of another booking names it and leads to the bookings', async () => {
  const other = { id: 3, resource_name: { ru: 'У окна', en: 'Lane window' }, starts_at: STARTS_AT, for_name: null }
  vi.mocked(book).mockRejectedValue(refused({ code: 'guest_is_busy', booking: other }))
  const { wrapper } = await open()

  await press()

  const note = wrapper.get('[role=alert]')
  expect(note.text()).toContain('You already have a booking at that time: Lane window, Sun\u00a029\u00a0Nov,\u00a018:00.')
  expect(note.get('a').attributes('href')).toBe('/bookings')
})

test.each([
  ['ru', {}, 'У вас уже столько броней, сколько можно. Отмените одну, чтобы забронировать снова.'],
  ['ru', CLINIC, 'У вас уже столько записей, сколько можно. Отмените одну, чтобы записаться снова.'],
  ['en', {}, 'You have as many bookings as one may have. Cancel one to book again.'],
] as const)('in %s, a guest with too many bookings is told to cancel one, and led to them', async (language, venue, told) => {
  vi.mocked(book).mockRejectedValue(refused({ code: 'too_many_bookings' }))
  vi.mocked(listResources).mockResolvedValue(venue === CLINIC ? [person('t1'), person('t2')] : TABLES)
  const { wrapper } = await open(venue === CLINIC ? { specialty: 'therapy' } : { party: 2 }, venue)
  setLocale(language)

  await press()

  const note = wrapper.get('[role=alert]')
  expect(note.text()).toContain(told)
  expect(note.get('a').attributes('href')).toBe('/bookings')
  setLocale('en')
})

test('closing is asked about while a slot waits for the confirmation', async () => {
  await open()
  expect(asksBeforeClosing()).toBe(true)
})

test('a move to another table shows the old one', async () => {
  const { wrapper } = await open({ resource: 't2', move: 17 })

  expect(wrapper.findAll('.line-through').map((old) => old.text())).toEqual([
    'Table t1',
    'Saturday 28\u00a0November, 18:00–20:00',
  ])
})

test('a booking that was moved meanwhile is shown as it is now before it is moved', async () => {
  const newer = { ...BOOKING, ...slot('2026-11-28', 20), version: 2 }
  vi.mocked(move).mockRejectedValueOnce(refused({ code: 'changed_meanwhile' })).mockResolvedValue(newer)
  const { wrapper } = await open({ move: 17, resource: 't1' })
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
  expect(showAvailability).toHaveBeenLastCalledWith('2026-11-28', { party_size: 2 }, 2, 17)
  expect(wrapper.text()).toContain('Saturday 28\u00a0November, 18:00–20:00')
  expect(wrapper.text()).toContain('2 guests')

  await press()

  expect(move).toHaveBeenCalledWith(BOOKING, { starts_at: STARTS_AT, resource_id: 't1' })
  expect(router.currentRoute.value.fullPath).toBe('/booked/17?told=1&moved=1')
})

test('a move to another service sends it and shows the old one', async () => {
  vi.mocked(showResource).mockResolvedValue(person('anna'))
  vi.mocked(listResources).mockResolvedValue([person('anna')])
  vi.mocked(listServices).mockResolvedValue([service('cut', 45, 'anna'), service('shave', 30, 'anna')])
  offer(venueSlot(DAY, 18, 'anna'))
  const old = { ...BOOKING, resource_id: 'anna', party_size: null, service_id: 'cut', service_name: { ru: 'Стрижка', en: 'Cut' } }
  vi.mocked(showBooking).mockResolvedValue(old)
  vi.mocked(move).mockResolvedValue(old)
  const { wrapper } = await open({ move: 17, service: 'shave' }, SHOP)

  expect(wrapper.findAll('.line-through').map((each) => each.text())).toContain('Cut')
  await press()
  expect(move).toHaveBeenCalledWith(old, { starts_at: STARTS_AT, resource_id: 'anna', service_id: 'shave' })
})

const MASHA = { name: 'Masha', birth_year: 2019 }

async function openClinic(props: object = {}) {
  vi.mocked(listResources).mockResolvedValue([person('anna', 'therapy')])
  vi.mocked(showResource).mockImplementation((id) => Promise.resolve(person(id, 'therapy')))
  offer(venueSlot(DAY, 18, 'anna'))
  vi.mocked(book).mockResolvedValue(BOOKING)
  return open({ specialty: 'therapy', ...props }, CLINIC)
}
type Opened = Awaited<ReturnType<typeof openClinic>>
const people = ({ wrapper }: Opened) => wrapper.findAll('[role=radiogroup] label').map((each) => each.text())
const pick = ({ wrapper }: Opened, who: string) =>
  wrapper.findAll('[role=radiogroup] label').find((each) => each.text() === who)?.get('input').setValue(true)
const sent = () => vi.mocked(book).mock.lastCall

test('a guest books for a relative of an earlier booking', async () => {
  vi.mocked(listRelatives).mockResolvedValue([MASHA, { name: 'Sasha', birth_year: null }])
  const opened = await openClinic()
  expect(people(opened)).toEqual(['Me', 'Masha, 2019', 'Sasha', 'Somebody else'])
  await pick(opened, 'Masha, 2019')
  await press()
  expect(sent()?.[0]).toEqual({ starts_at: STARTS_AT, resource_id: 'anna', for_whom: MASHA })
})

test('a guest who comes alone says nothing', async () => {
  await openClinic()
  await press()
  expect(sent()?.[0]).toEqual({ starts_at: STARTS_AT, resource_id: 'anna' })
})

test('somebody else is booked when the name is typed, and the year is four digits or none', async () => {
  const opened = await openClinic()
  await pick(opened, 'Somebody else')
  expect(mainButton()?.enabled).toBe(false)
  await opened.wrapper.get('[data-field=name]').setValue(' Masha ')
  expect(mainButton()?.enabled).toBe(true)
  await opened.wrapper.get('[data-field=year]').setValue('20')
  expect(mainButton()?.enabled).toBe(false)
  await opened.wrapper.get('[data-field=year]').setValue('2019')
  await press()
  expect(sent()?.[0]).toMatchObject({ for_whom: MASHA })
})

test('for another person another key is sent, and for the same the same', async () => {
  vi.mocked(listRelatives).mockResolvedValue([MASHA])
  const opened = await openClinic()
  vi.mocked(book).mockRejectedValue(new NoAnswer('lost'))
  await press()
  const first = sent()?.[1]
  await press()
  expect(sent()?.[1]).toBe(first)
  await pick(opened, 'Masha, 2019')
  await press()
  expect(sent()?.[1]).not.toBe(first)
})

test('a visit is booked once more for the same person', async () => {
  vi.mocked(showBooking).mockResolvedValue({ ...BOOKING, for_whom: MASHA })
  const opened = await openClinic({ again: 17 })
  expect(people(opened)).toEqual(['Me', 'Masha, 2019', 'Somebody else'])
  await press()
  expect(sent()?.[0]).toMatchObject({ for_whom: MASHA })
})

test('a move and a table for a party ask for nobody', async () => {
  expect((await open()).wrapper.text()).not.toContain('Who comes?')
  vi.mocked(showBooking).mockResolvedValue({ ...BOOKING, party_size: null, for_whom: MASHA })
  const { wrapper } = await openClinic({ move: 17 })
  expect(wrapper.text()).not.toContain('Who comes?')
  expect(wrapper.get('dl').text()).toContain('Masha, 2019')
})

test('a relative who is busy then is named', async () => {
  const other = { id: 12, resource_name: BOOKING.resource_name, starts_at: BOOKING.starts_at, for_name: 'Masha' }
  const { wrapper } = await openClinic()
  vi.mocked(book).mockRejectedValue(refused({ code: 'guest_is_busy', booking: other }))
  await press()
  expect(wrapper.get('[role=alert]').text()).toContain('Masha already has')
})
