import { expect, test } from 'vitest'
import { freePlace, placeWith, viewPlaces } from '../src/tables'
import { joined, table } from './samples'

const TABLES = [table('t1', 2), table('t8', 4), table('t9', 4), table('t13', 6)]
const EIGHT = joined(8, 't8', 't9')

const states = (fitting: typeof TABLES, free: string[]) =>
  viewPlaces(TABLES, fitting, free).map(({ id, state }) => [id, state])

test('what is free comes first as the server orders it, then what is taken, then what is too small', () => {
  expect(states([table('t8', 4), table('t9', 4), table('t13', 6)], ['t13', 't9'])).toEqual([
    ['t13', 'free'],
    ['t9', 'free'],
    ['t8', 'taken'],
    ['t1', 'small'],
  ])
})

test('joined tables are one place while they are free', () => {
  const places = viewPlaces(TABLES, [EIGHT], ['t8+t9'])

  expect(places.map(({ id, state }) => [id, state])).toEqual([
    ['t8+t9', 'free'],
    ['t1', 'small'],
    ['t13', 'small'],
  ])
  expect(placeWith(places, 't9')).toMatchObject({ id: 't8+t9', seats: 8, name: 'Table t8 + Table t9' })
})

test('tables that would be joined are taken when nothing is free, and too small when one table is enough', () => {
  expect(states([EIGHT], [])).toContainEqual(['t8', 'taken'])
  expect(states([table('t13', 6), joined(8, 't8', 't9')], ['t13'])).toContainEqual(['t8', 'small'])
})

test('a table of joined ones stands for all of them', () => {
  expect(freePlace(['t1', 't8+t9'], 't8')).toBe('t8+t9')
  expect(freePlace(['t8', 't8+t9'], 't8')).toBe('t8')
  expect(freePlace(['t1'], 't8')).toBeUndefined()
})
