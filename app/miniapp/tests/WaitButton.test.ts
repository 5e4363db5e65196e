import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { joinWaitlist, listRelatives, type Venue } from '../src/api/client'
import { Refusal, type Problem } from '../src/api/problems'
import WaitButton from '../src/components/WaitButton.vue'
import * as telegram from '../src/telegram'
import type { Day } from '../src/week'
import { mountInVenue, slot, WAIT } from './samples'

vi.mock('../src/api/client', () => ({ joinWaitlist: vi.fn(), listRelatives: vi.fn() }))

const EVENING = slot('2026-11-28', 18)
const FULL: Day = { date: '2026-11-28', isOpen: true, slots: [{ startsAt: EVENING.starts_at, endsAt: EVENING.ends_at, isFree: false }] }
const BUSY: Day = { ...FULL, slots: [...FULL.slots, { ...EVENING, startsAt: '2026-11-28T20:00:00+03:00', endsAt: '', isFree: true }] }

beforeEach(() => {
  vi.mocked(joinWaitlist).mockReset().mockResolvedValue(WAIT)
})

async function open(props: object, venue: Partial<Venue> = {}) {
  const { wrapper } = mountInVenue(WaitButton, { day: FULL, waitFor: { wish: { party_size: 2 } }, ...props }, venue)
  await wrapper.get('button').trigger('click')
  const join = async () => {
    await wrapper.get('dialog [class*="bg-accent"]').trigger('click')
    await flushPromises()
  }
  return { wrapper, join }
}

test('on a full day a guest waits for any time by one press more', async () => {
  const { wrapper, join } = await open({})
  expect(wrapper.get('button').text()).toBe('Join the waiting list')

  await join()

  expect(joinWaitlist).toHaveBeenCalledWith({ date: '2026-11-28', party_size: 2 })
  expect(wrapper.get('dialog h2').text()).toBe('You are on the waiting list')
  expect(wrapper.get('dialog a').attributes('href')).toBe('/bookings')
})

test('on another day a guest chooses which taken time is wanted', async () => {
  const waitFor = { wish: { specialty: 'therapy', service: 'ecg' }, resourceId: 'anna' }
  const { wrapper, join } = await open({ day: BUSY, waitFor })
  expect(wrapper.get('button').text()).toBe('My time is taken')
  await join()
  expect(joinWaitlist).not.toHaveBeenCalled()

  await wrapper.get('[aria-label="around 18:00"]').setValue(true)
  await join()

  expect(joinWaitlist).toHaveBeenCalledWith({
    date: '2026-11-28',
    around: EVENING.starts_at,
    specialty: 'therapy',
    service_id: 'ecg',
    resource_id: 'anna',
  })
})

test('the time that somebody has just taken is chosen already', async () => {
  const { join } = await open({ day: BUSY, startsAt: '2026-11-28T15:00:00Z' })

  await join()

  expect(joinWaitlist).toHaveBeenCalledWith({ date: '2026-11-28', around: EVENING.starts_at, party_size: 2 })
})

test('a refusal is shown, and leads to the wishes where they are too many', async () => {
  vi.mocked(joinWaitlist).mockRejectedValue(new Refusal({ code: 'too_many_waits' } as Problem))
  const { wrapper, join } = await open({})

  await join()

  expect(wrapper.get('[role=alert]').text()).toContain('as many places as one may')
  expect(wrapper.get('[role=alert] a').attributes('href')).toBe('/bookings')
})

test('a guest to whom the bot may not write does not wait in vain', async () => {
  vi.spyOn(telegram, 'askForWriteAccess').mockResolvedValueOnce(false)
  const { wrapper, join } = await open({})

  await join()

  expect(joinWaitlist).not.toHaveBeenCalled()
  expect(wrapper.get('[role=alert]').text()).toContain('let the bot write to you')
})

test('a guest waits for a relative of an earlier booking', async () => {
  const masha = { name: 'Маша', birth_year: 2019 }
  vi.mocked(listRelatives).mockResolvedValue([masha])
  const { wrapper, join } = await open({}, { for_others: true })
  await flushPromises()
  const names = wrapper.findAll('[role=radiogroup] label')
  await names.find((label) => label.text() === 'Маша, 2019')!.get('input').setValue(true)
  await join()

  expect(joinWaitlist).toHaveBeenCalledWith({ date: '2026-11-28', party_size: 2, for_whom: masha })
})

test('a guest waits for somebody whose name is typed, though the relatives of earlier bookings cannot be read', async () => {
  vi.mocked(listRelatives).mockRejectedValue(new TypeError('Failed to fetch'))
  const { wrapper, join } = await open({}, { for_others: true })
  await flushPromises()
  await wrapper.findAll('[role=radiogroup] input').at(-1)!.setValue(true)
  await join()
  expect(joinWaitlist).not.toHaveBeenCalled()

  await wrapper.get('[data-field=name]').setValue('Маша')
  await join()

  expect(joinWaitlist).toHaveBeenCalledWith({ date: '2026-11-28', party_size: 2, for_whom: { name: 'Маша', birth_year: null } })
})
