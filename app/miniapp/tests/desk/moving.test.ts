import { expect, test } from 'vitest'
import { inTheWay, resourcesFor, startsOf, stepFrom, targetAt, targetOf } from '../../src/desk/moving'
import { instant } from '../../src/desk/timeline'
import { at, booking, deskDay, heldPlace, resource } from './samples'

const STEP = 60
const NOON = instant(at(12))
const hours = (instants: number[]) => instants.map((each) => new Date(each + 3 * 3_600_000).getUTCHours())

test('a visit starts on the grid, ends before closing, and not in the past', () => {
  const moved = booking(1, 18)
  const table = resource('t1', { hours: [{ starts_at: at(12), ends_at: at(16) }, { starts_at: at(20), ends_at: at(23) }] })
  expect(hours(startsOf(table, moved, STEP, NOON))).toEqual([13, 14, 20, 21])
})

test('a visit that has begun can stay at its time, at another table', () => {
  const moved = booking(1, 12)
  const day = deskDay({ bookings: [moved] })
  const later = instant(at(12, 20))
  expect(targetAt(day, moved, 't2', instant(at(12)), STEP, later)).toEqual({ resourceId: 't2', startsAt: instant(at(12)) })
})

test('tables that are too small are no choice, and joined tables can be kept', () => {
  const small = resource('t3', { capacity: 1 })
  const day = deskDay({ resources: [resource('t1'), resource('t2'), small] })
  expect(resourcesFor(day, booking(1, 18)).map(({ id }) => id)).toEqual(['t1', 't2'])
  const joined = booking(1, 18, { resource_id: 't1+t2', party_size: 6 })
  expect(resourcesFor(day, joined).map(({ id }) => id)).toEqual(['t1+t2'])
  expect(targetAt(day, joined, 't2', instant(at(20)), STEP, NOON)?.resourceId).toBe('t1+t2')
})

test('only a live booking of the same table stands in the way', () => {
  const moved = booking(1, 18)
  const over = booking(2, 20, { status: 'no_show', is_changeable: false })
  const joined = booking(3, 22, { resource_id: 't1+t2' })
  const day = deskDay({ bookings: [moved, over, joined] })
  const there = (hour: number) => inTheWay(day, moved, { resourceId: 't1', startsAt: instant(at(hour)) })
  expect([there(18), there(19), there(20), there(21)]).toEqual([undefined, undefined, undefined, { booking: joined }])
})

test('the buffer after a visit, a held place and a closure stand in the way, too', () => {
  const moved = booking(1, 12, { busy_until: at(14, 30) })
  const other = booking(2, 18, { busy_until: at(20, 30) })
  const held = heldPlace(8, 20, { resource_ids: ['t2'] })
  const closure = { id: 3, resource_id: 't3', name: moved.resource_name, starts_at: at(18), ends_at: at(19) }
  const all = { ...closure, id: 4, resource_id: null, starts_at: at(23), ends_at: at(24) }
  const day = deskDay({ bookings: [moved, other], held: [held], closures: [closure, all] })
  const there = (resourceId: string, hour: number, minute = 0) =>
    inTheWay(day, moved, { resourceId, startsAt: instant(at(hour, minute)) })

  expect(there('t1', 20)).toEqual({ booking: other })
  expect(there('t1', 20, 30)).toBeUndefined()
  expect(there('t1', 16), 'its own buffer').toEqual({ booking: other })
  expect(there('t1', 15, 30)).toBeUndefined()
  expect(there('t2', 19)).toEqual({ held })
  expect(there('t3', 17)).toEqual({ closure })
  expect(there('t3', 19)).toBeUndefined()
  expect(there('t3', 21)).toEqual({ closure: all })
})

test('a step leads to the next start that is free', () => {
  const moved = booking(1, 18)
  const day = deskDay({ bookings: [moved, booking(2, 20)] })
  const step = (way: 'earlier' | 'later') => stepFrom(day, moved, targetOf(moved), way, STEP, NOON).startsAt
  expect(hours([step('later'), step('earlier')])).toEqual([22, 17])
})

test('a step down leads to the next table that is free at the same time, and at the end nowhere', () => {
  const moved = booking(1, 18)
  const resources = ['t1', 't2', 't3'].map((id) => resource(id))
  const day = deskDay({ resources, bookings: [moved, booking(2, 17, { resource_id: 't2' })] })
  const below = stepFrom(day, moved, targetOf(moved), 'down', STEP, NOON)
  expect(below).toEqual({ resourceId: 't3', startsAt: instant(at(18)) })
  expect(stepFrom(day, moved, below, 'down', STEP, NOON)).toBe(below)
  expect(stepFrom(day, moved, below, 'up', STEP, NOON).resourceId).toBe('t1')
})
