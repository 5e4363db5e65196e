import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import AnswerSign from '../../src/components/desk/AnswerSign.vue'
import { locale } from '../../src/i18n'

test('an answer to a reminder is shown as a sign, and in words where there is room', () => {
  locale.value = 'ru'
  const shown = (lateMinutes: number, inWords: boolean) => mount(AnswerSign, { props: { lateMinutes, inWords } }).text()
  expect([shown(0, false), shown(20, false)]).toEqual(['', '+20'])
  expect([shown(0, true), shown(20, true)]).toEqual(['Придёт вовремя', 'Опоздает на 20 минут'])
})
