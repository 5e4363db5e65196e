import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import TableChoice from '../src/components/TableChoice.vue'
import * as selection from '../src/tableSelection'
import { mainButton } from './mainButton'
import { AVAILABILITY, mountInVenue, table } from './samples'

vi.mock('../src/api/client', () => ({
  listResources: () => Promise.resolve([table('t1', 2), table('t2', 4)]),
  showAvailability: () => Promise.resolve(AVAILABILITY),
  showFloorPlan: () => Promise.resolve('<svg><g data-resource="t1" /><g data-resource="t2" /></svg>'),
}))

beforeEach(() => {
  selection.party.value = 2
  selection.slot.value = null
  selection.tableId.value = null
  selection.view.value = 'plan'
})

async function open() {
  const mounted = mountInVenue(TableChoice)
  await flushPromises()
  const state = (id: string) => mounted.wrapper.get(`[data-resource="${id}"]`).attributes('data-state')
  return { ...mounted, state }
}

test('the first free time is chosen at once, and the plan shows the tables that are free then', async () => {
  const { wrapper, state } = await open()

  expect(wrapper.get('input[name=time]:checked').attributes('aria-label')).toBe('12:00–14:00')
  expect([state('t1'), state('t2')]).toEqual(['free', 'taken'])
  expect(wrapper.get('[data-resource="t2"]').attributes('aria-label')).toBe('Table t2, 4 seats, Taken')
})

test('days off and full days cannot be chosen', async () => {
  const { wrapper } = await open()

  const disabled = wrapper.findAll('input[name=day]').map((day) => day.attributes('disabled') !== undefined)
  expect(disabled).toEqual([true, false, true, true, true, true, true])
})

test('a tap on a free table leads to the next step; on a taken one it does nothing', async () => {
  const { wrapper, router, state } = await open()
  await wrapper.get('[data-resource="t2"]').trigger('click')
  expect(mainButton()?.enabled).toBe(false)

  await wrapper.get('[data-resource="t1"]').trigger('keydown.enter')
  expect(state('t1')).toBe('chosen')
  mainButton()?.run()
  await flushPromises()

  expect(router.currentRoute.value.fullPath).toBe('/confirm/t1/2026-11-23T12:00:00+03:00?party=2')
})

test('a table that became too small is deselected', async () => {
  const { wrapper, state } = await open()
  await wrapper.get('[data-resource="t1"]').trigger('click')

  await wrapper.get('[aria-label="More guests"]').trigger('click')
  await flushPromises()

  expect(state('t1')).toBe('small')
  expect(mainButton()?.enabled).toBe(false)
  expect(wrapper.get('input[name=time]:checked').attributes('aria-label')).toBe('18:00–20:00')
})

test('the legend names tables that are too small only where there are any', async () => {
  const { wrapper } = await open()
  const legend = () => wrapper.findAll('li').map((item) => item.text())
  expect(legend()).toEqual(['Free', 'Taken', 'Chosen'])

  await wrapper.get('[aria-label="More guests"]').trigger('click')
  await flushPromises()

  expect(legend()).toEqual(['Free', 'Taken', 'Not enough seats', 'Chosen'])
})

test('the list offers the same tables to choose from', async () => {
  const { wrapper } = await open()

  await wrapper.get('input[value=list]').setValue()

  const tables = wrapper.findAll<HTMLInputElement>('input[name=table]')
  expect(tables.map(({ element }) => [element.value, element.disabled])).toEqual([
    ['t1', false],
    ['t2', true],
  ])
})
