import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { forgetMe, showDataLink } from '../src/api/client'
import { Refusal, type Problem } from '../src/api/problems'
import { locale, setLocale } from '../src/i18n'
import PrivacyPage from '../src/pages/PrivacyPage.vue'
import { openOutside } from '../src/telegram'
import { mountInVenue } from './samples'

vi.mock('../src/api/client', () => ({ forgetMe: vi.fn(), showDataLink: vi.fn() }))

const LINK = 'https://bronya.example/api/v1/venues/binary_bites/me/data.json?token=1-2-3'
const REFUSAL = new Refusal({ code: 'too_many_requests' } as Problem)

beforeEach(() => {
  vi.mocked(forgetMe).mockReset().mockResolvedValue(undefined)
  vi.mocked(showDataLink).mockReset().mockResolvedValue(LINK)
  vi.mocked(openOutside).mockReset()
  setLocale('en')
})

function open() {
  const { wrapper, router } = mountInVenue(PrivacyPage)
  const press = async (text: string) => {
    await wrapper.findAll('button, a').find((button) => button.text() === text)?.trigger('click')
    await flushPromises()
  }
  return { page: wrapper, router, press }
}

test('the file opens in the browser, and its link stays on the page', async () => {
  const { page, press } = open()
  expect(page.find('a').exists()).toBe(false)

  await press('Get it as a file')
  expect(vi.mocked(openOutside).mock.calls).toEqual([[LINK]])
  expect(page.get('[role=status]').text()).toContain('ten minutes')

  await press('Open the file')
  expect(vi.mocked(openOutside).mock.calls).toEqual([[LINK], [LINK]])
})

test('data are erased only after a question that says what stays', async () => {
  const { page, press } = open()

  await press('Erase my data')
  expect(page.get('dialog').text()).toContain('Your upcoming bookings will be canceled')
  expect(page.get('dialog').text()).toContain('If an admin has barred you')
  await press('Keep it')
  expect(forgetMe).not.toHaveBeenCalled()

  await press('Erase my data')
  await press('Yes, erase')
  expect(forgetMe).toHaveBeenCalledOnce()
  expect(page.text()).toContain('we don’t know you any more')
  expect(page.text()).not.toContain('Get it as a file')
})

test('an erased guest has the language of Telegram again on the next page', async () => {
  setLocale('ru')
  const { page, press } = open()
  await press('Удалить мои данные')
  await press('Да, удалить')
  expect(page.text()).toContain('Готово')

  page.unmount()

  expect(locale.value).toBe('en')
})

test('the language stays for a guest who only reads', () => {
  setLocale('ru')
  const { page } = open()

  page.unmount()

  expect(locale.value).toBe('ru')
})

test('a refusal is shown, and nothing is said to be erased', async () => {
  vi.mocked(forgetMe).mockRejectedValue(REFUSAL)
  vi.mocked(showDataLink).mockRejectedValue(REFUSAL)
  const { page, press } = open()

  await press('Erase my data')
  await press('Yes, erase')
  expect(page.get('[role=alert]').text()).toContain('too many taps')
  expect(page.text()).not.toContain('we don’t know you')

  await press('Get it as a file')
  expect(openOutside).not.toHaveBeenCalled()
  expect(page.get('[role=alert]').text()).toContain('too many taps')
})

test('a second press while the first is under way asks for nothing', async () => {
  let finish: (link: string) => void = () => undefined
  vi.mocked(showDataLink).mockReturnValue(new Promise((resolve) => (finish = resolve)))
  const { page, press } = open()

  await press('Get it as a file')
  expect(page.get('button').attributes('disabled')).toBeDefined()
  await press('Get it as a file')
  expect(showDataLink).toHaveBeenCalledOnce()
  finish(LINK)
  await flushPromises()

  expect(openOutside).toHaveBeenCalledOnce()
})
