import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { revokeCalendar, shareCalendar, showCalendarAddress } from '../src/api/client'
import { NoAnswer, Refusal, type Problem } from '../src/api/problems'
import CalendarPage from '../src/pages/CalendarPage.vue'
import { mainButton } from './mainButton'
import { mountInVenue } from './samples'

vi.mock('../src/api/client', () => ({ revokeCalendar: vi.fn(), shareCalendar: vi.fn(), showCalendarAddress: vi.fn() }))

const ADDRESS = 'https://bronya.example/api/v1/venues/binary_bites/calendar/5f0c3e.ics'

beforeEach(() => {
  vi.mocked(shareCalendar).mockReset().mockResolvedValue(ADDRESS)
  vi.mocked(revokeCalendar).mockReset().mockResolvedValue(null)
})

afterEach(() => vi.unstubAllGlobals())

async function open(address: string | null) {
  vi.mocked(showCalendarAddress).mockResolvedValue(address)
  const { wrapper } = mountInVenue(CalendarPage)
  await flushPromises()
  return wrapper
}

const shown = (page: Awaited<ReturnType<typeof open>>) => page.find('textarea').exists() && page.get('textarea').element.value

test('a guest without an address gets one with the main button', async () => {
  const page = await open(null)
  expect(shown(page)).toBe(false)

  mainButton()?.run()
  await flushPromises()

  expect(shown(page)).toBe(ADDRESS)
  expect(page.get('[role=status]').text()).toBe('The address is ready.')
  expect(mainButton()).toBeNull()
})

test('the address is turned off only after a question', async () => {
  const page = await open(ADDRESS)

  await page.get('.button-danger').trigger('click')
  expect(revokeCalendar).not.toHaveBeenCalled()
  await page.get('dialog .button-danger').trigger('click')
  await flushPromises()

  expect(shown(page)).toBe(false)
  expect(page.get('[role=status]').text()).toBe('The address does not work any more.')
  expect(mainButton()?.text).toBe('Get the address')
})

test('the address is copied, or else selected', async () => {
  const writeText = vi.fn().mockResolvedValueOnce(undefined).mockRejectedValueOnce(new Error('not allowed'))
  vi.stubGlobal('navigator', { clipboard: { writeText } })
  const page = await open(ADDRESS)
  const copy = page.findAll('button').find((button) => button.text() === 'Copy')

  await copy?.trigger('click')
  await flushPromises()
  expect(writeText).toHaveBeenCalledWith(ADDRESS)
  expect(page.get('[role=status]').text()).toBe('The address is copied.')

  await copy?.trigger('click')
  await flushPromises()
  expect(page.get('[role=status]').text()).toBe('The address is selected: copy it.')
})

test('a refusal is shown, and the address stays', async () => {
  vi.mocked(revokeCalendar).mockRejectedValue(new Refusal({ code: 'too_many_requests' } as Problem))
  const page = await open(ADDRESS)

  await page.get('.button-danger').trigger('click')
  await page.get('dialog .button-danger').trigger('click')
  await flushPromises()

  expect(page.get('[role=alert]').text()).toContain('too many taps')
  expect(shown(page)).toBe(ADDRESS)
})

test('without a connection the page offers to try again', async () => {
  vi.mocked(showCalendarAddress).mockRejectedValueOnce(new NoAnswer('offline'))
  const { wrapper } = mountInVenue(CalendarPage)
  await flushPromises()
  expect(mainButton()).toBeNull()
  vi.mocked(showCalendarAddress).mockResolvedValue(ADDRESS)

  await wrapper.get('button').trigger('click')
  await flushPromises()

  expect(shown(wrapper)).toBe(ADDRESS)
})
