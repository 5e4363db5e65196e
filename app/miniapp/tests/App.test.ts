import { flushPromises, mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { showMe, type Guest } from '../src/api/client'
import { NoAnswer } from '../src/api/problems'
import App from '../src/App.vue'
import { dayName } from '../src/dates'
import { setLocale, words } from '../src/i18n'
import { stateName } from '../src/tables'
import VenuePages from '../src/VenuePages.vue'
import { VENUE } from './samples'

vi.mock('../src/api/client', () => ({ showVenue: () => Promise.resolve(VENUE), showMe: vi.fn() }))

async function open() {
  setLocale('en')
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: { template: '<i />' } }] })
  const wrapper = mount(App, { global: { plugins: [router], stubs: { VenuePages: true } } })
  await flushPromises()
  return () => wrapper.findComponent(VenuePages).exists()
}

test('the page is shown in the language that was chosen in the chat', async () => {
  let answer: (me: Guest) => void = () => undefined
  vi.mocked(showMe).mockReturnValue(new Promise((resolve) => (answer = resolve)))
  const isShown = await open()
  expect(isShown()).toBe(false)

  answer({ locale: 'ru', has_desk: false, has_own_day: false, usual_places: [], relatives: [] })
  await flushPromises()

  expect(isShown()).toBe(true)
  expect([words.myBookings, stateName('free'), dayName('2026-11-28')]).toEqual([
    'Мои записи',
    'Свободно',
    'суббота, 28\u00a0ноября',
  ])
  expect(document.documentElement.lang).toBe('ru')
})

test('without the guest’s choice the language is that of Telegram', async () => {
  vi.mocked(showMe).mockRejectedValue(new NoAnswer('offline'))

  const isShown = await open()

  expect(isShown()).toBe(true)
  expect([words.myBookings, dayName('2026-11-28')]).toEqual(['My bookings', 'Saturday 28\u00a0November'])
})
