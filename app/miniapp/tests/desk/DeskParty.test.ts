import { flushPromises, mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import DeskParty from '../../src/components/desk/DeskParty.vue'
import { booking, resource } from './samples'

function open(change: (...asked: unknown[]) => Promise<string[] | null>) {
  const props = { booking: booking(7, 18), sizes: [1, 3, 6], resources: ['t1', 't2', 't3'].map((id) => resource(id)), change }
  return mount(DeskParty, { props })
}

test('a number is given to the booking at its own place', async () => {
  const change = vi.fn().mockResolvedValue(null)
  const wrapper = open(change)
  await wrapper.get('[data-action=party]').trigger('click')
  expect(wrapper.findAll('[data-size]').map((each) => each.text())).toEqual(['1', '3', '6'])

  await wrapper.get('[data-size="3"]').trigger('click')
  await flushPromises()

  expect(change).toHaveBeenCalledExactlyOnceWith(booking(7, 18), 3, 't1')
  expect(wrapper.find('[data-party]').exists()).toBe(false)
})

test('where the place does not fit, the places that do are offered, joined ones by both names', async () => {
  const change = vi.fn().mockResolvedValueOnce(['t2', 't2+t3']).mockResolvedValue(null)
  const wrapper = open(change)
  await wrapper.get('[data-action=party]').trigger('click')
  await wrapper.get('[data-size="6"]').trigger('click')
  await flushPromises()

  expect(wrapper.text()).toContain('Table t1 can’t take 6 guests.')
  expect(wrapper.findAll('[data-place]').map((each) => each.text())).toEqual(['Table t2', 'Table t2 + Table t3'])

  await wrapper.get('[data-place="t2+t3"]').trigger('click')
  await flushPromises()
  expect(change).toHaveBeenLastCalledWith(booking(7, 18), 6, 't2+t3')
  expect(wrapper.find('[data-party]').exists()).toBe(false)
})

test('where nothing fits, it is said what to do', async () => {
  const wrapper = open(vi.fn().mockResolvedValue([]))
  await wrapper.get('[data-action=party]').trigger('click')
  await wrapper.get('[data-size="6"]').trigger('click')
  await flushPromises()

  expect(wrapper.find('[data-place]').exists()).toBe(false)
  expect(wrapper.text()).toContain('Move the booking to another time, then change the number.')
  await wrapper.get('[data-action=keep-party]').trigger('click')
  expect(wrapper.find('[data-action=party]').exists()).toBe(true)
})
