import { flushPromises, mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { listMessages, type DeskMessage } from '../../src/api/desk'
import DeskMessages from '../../src/components/desk/DeskMessages.vue'
import { at } from './samples'

vi.mock('../../src/api/desk', () => ({ listMessages: vi.fn() }))

const text = (words: string) => ({ ru: words, en: words })

function message(id: number, more: Partial<DeskMessage>): DeskMessage {
  return {
    id,
    name: text('reminder'),
    reader: text('Anna'),
    owed_at: at(12),
    fate: 'waits',
    due_at: null,
    sent_at: null,
    attempts: 0,
    tried_at: null,
    why: null,
    ...more,
  }
}

test('the messages are asked for when the button is pressed, each with what became of it', async () => {
  vi.mocked(listMessages).mockResolvedValue([
    message(1, { fate: 'sent', sent_at: at(12, 1), attempts: 1, tried_at: at(12, 1) }),
    message(2, { fate: 'failed', attempts: 2, tried_at: at(12, 5), why: text('the bot is blocked') }),
    message(3, {}),
  ])
  const wrapper = mount(DeskMessages, { props: { id: 7 } })
  expect(listMessages).not.toHaveBeenCalled()

  await wrapper.get('button').trigger('click')
  await flushPromises()

  expect(listMessages).toHaveBeenCalledWith(7)
  const lines = wrapper.findAll('li').map((line) => line.text().replaceAll(/\s+/g, ' '))
  expect(lines[0]).toMatch(/^reminder · Anna · .*12:00 ✅ sent .*12:01$/)
  expect(lines[1]).toMatch(/⚠️ not delivered: the bot is blocked ?Attempts: 2, the last one .*12:05$/)
  expect(lines[2]).toMatch(/⏳ scheduled$/)

  await wrapper.get('button').trigger('click')
  expect(wrapper.find('ol').exists()).toBe(false)
})
