import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import * as session from '../src/api/session'
import { setLocale } from '../src/i18n'
import VenuePages from '../src/VenuePages.vue'
import { asksBeforeClosing, useUnsaved } from './mainButton'
import { VENUE } from './samples'

const fine = { setup: () => useUnsaved(() => true), template: '<p>A page</p>' }
const broken = { setup: () => { throw new RangeError('Invalid time value') }, template: '<i />' }

beforeEach(() => {
  session.isOver.value = false
  setLocale('en')
})

async function open(path: string) {
  const routes = [
    { path: '/', name: 'home', component: fine },
    { path: '/broken', component: broken },
  ]
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push(path)
  const wrapper = mount(VenuePages, { props: { venue: VENUE }, global: { plugins: [router] } })
  await flushPromises()
  return { wrapper, router }
}

test('when the session is over the page goes, with its buttons, and how to reopen it is said', async () => {
  const { wrapper } = await open('/')
  expect(asksBeforeClosing()).toBe(true)

  session.isOver.value = true
  await flushPromises()

  expect(wrapper.get('[role=alert]').text()).toContain('open it again from the chat')
  expect(wrapper.text()).not.toContain('A page')
  expect(asksBeforeClosing()).toBe(false)
})

test('a page that cannot be drawn says so and leads to the start', async () => {
  const logged = vi.spyOn(console, 'error').mockReturnValue()
  const { wrapper, router } = await open('/broken')

  expect(wrapper.text()).toContain('There is no such page')
  expect(logged).toHaveBeenCalledOnce()
  await wrapper.get('a').trigger('click')
  await flushPromises()
  await vi.waitFor(() => expect(router.currentRoute.value.path).toBe('/'))
  expect(wrapper.text()).toContain('A page')
})
