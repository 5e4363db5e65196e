import { expect, test } from 'vitest'
import {
  hoursOf,
  instant,
  instantAt,
  leftOf,
  lineAt,
  linesOf,
  scaleOf,
  visibleLines,
  widthOf,
  type ResourceLine,
  type Scale,
  closuresOf,
} from '../../src/desk/timeline'
import { clockIn } from '../../src/desk/clock'
import { at, booking, deskDay, heldPlace, resource } from './samples'

const hoursIn = (scale: Scale | null) => (scale ? hoursOf(scale).map((hour) => clockIn('Europe/Moscow', hour)) : [])

test('the timeline has the whole hours from the first opening to the last closing', () => {
  const early = resource('t1', { hours: [{ starts_at: at(9, 30), ends_at: at(12) }] })
  const late = resource('t2', { hours: [{ starts_at: at(11), ends_at: at(13, 15) }] })

  const scale = scaleOf(deskDay({ resources: [early, late] }), 30)

  expect(hoursIn(scale)).toEqual(['09:00', '10:00', '11:00', '12:00', '13:00'])
})

test('a visit outside the hours, as after a change of the hours, is on the timeline, too', () => {
  expect(hoursIn(scaleOf(deskDay({ bookings: [booking(1, 10)] }), 120))[0]).toBe('10:00')
  expect(scaleOf(deskDay({ resources: [resource('t1', { hours: [] })] }), 120)).toBeNull()
})

test('short visits get wider hours, within limits', () => {
  expect([5, 30, 60, 480].map((minutes) => scaleOf(deskDay(), minutes)?.hourWidth)).toEqual([240, 192, 96, 72])
})

test('a place on the timeline is an instant and back', () => {
  const scale = scaleOf(deskDay(), 120) as Scale
  expect(leftOf(scale, instant(at(12)))).toBe(0)
  expect(leftOf(scale, instant(at(24)))).toBe(widthOf(scale))
  expect(instantAt(scale, leftOf(scale, instant(at(18, 30))))).toBe(instant(at(18, 30)))
})

test('resources are below their group, and those without one come first', () => {
  const groups = ['therapy', 'eyes', 'empty'].map((id) => ({ id, name: { ru: id, en: id } }))
  const resources = [
    resource('ivanov', { group: 'eyes' }),
    resource('belova', { group: 'therapy' }),
    resource('room', { group: null }),
  ]

  const { lines } = linesOf(deskDay({ groups, resources }))

  expect(lines.map(({ id }) => id)).toEqual(['room', 'therapy', 'belova', 'eyes', 'ivanov'])
})

test('the own day of staff has no line of the tables that a booking joins with theirs', () => {
  const bookings = [booking(1, 18, { resource_id: 't1+t2' })]

  const { lines } = linesOf(deskDay({ is_own: true, resources: [resource('t1')], bookings }))

  expect(lines.map(({ id }) => id)).toEqual(['t1'])
})

test('joined tables are booked in the line of each', () => {
  const { lines } = linesOf(deskDay({ bookings: [booking(1, 18, { resource_id: 't1+t2' })] }))
  expect(lines.map((line) => (line as ResourceLine).placed.map(({ booking }) => booking.id))).toEqual([[1], [1]])
})

test('a held place is in the line of its table, beside the no-show whose time it takes', () => {
  const missing = booking(1, 18, { status: 'no_show' })
  const held = heldPlace(8, 19, { resource_ids: ['t1', 't2'] })

  const [first, second] = linesOf(deskDay({ bookings: [missing], held: [held] })).lines as ResourceLine[]

  expect(first?.placed).toEqual([{ booking: missing, lane: 0 }])
  expect(first?.held).toEqual([{ held, lane: 1 }])
  expect(second?.held).toEqual([{ held, lane: 0 }])
  expect(first?.height).toBeGreaterThan(second?.height ?? 0)
})

test('a booking of a table that is gone has a line, and a canceled one has none', () => {
  const bookings = [booking(1, 18, { resource_id: 't9' }), booking(2, 18, { resource_id: 't8', status: 'canceled' })]
  expect(linesOf(deskDay({ bookings })).lines.map(({ id }) => id)).toEqual(['t1', 't2', 't9'])
})

test('visits that overlap, as a no-show and the guest after it, are in lanes of a higher line', () => {
  const bookings = [booking(1, 18, { status: 'no_show' }), booking(2, 19), booking(3, 20)]

  const [line, next] = linesOf(deskDay({ bookings })).lines as [ResourceLine, ResourceLine]

  expect(line.placed.map(({ lane }) => lane)).toEqual([0, 1, 0])
  expect(line.height).toBeGreaterThan(next.height)
  expect(next.top).toBe(line.height)
})

test('of two hundred lines only those near the visible ones are drawn', () => {
  const resources = Array.from({ length: 200 }, (_, number) => resource(`t${number}`))
  const { lines, height } = linesOf(deskDay({ resources }))
  const middle = lines[100] as ResourceLine

  const shown = visibleLines(lines, middle.top, 600)

  expect(shown).toContain(middle)
  expect(shown.length).toBeLessThan(30)
  expect(visibleLines(lines, 0, height)).toHaveLength(200)
})

test('a point is in the line of a resource, and in none above a group', () => {
  const groups = [{ id: 'eyes', name: { ru: 'Глаза', en: 'Eyes' } }]
  const { lines } = linesOf(deskDay({ groups, resources: [resource('ivanov', { group: 'eyes' })] }))
  expect(lineAt(lines, 1)).toBeNull()
  expect(lineAt(lines, (lines[1]?.top ?? 0) + 1)?.id).toBe('ivanov')
  expect(lineAt(lines, 10_000)).toBeNull()
})

test('a closure of the house is in every line, one of a table in its own, and both end with the day', () => {
  const name = { ru: '', en: '' }
  const closures = [
    { id: 1, resource_id: null, name, starts_at: at(10), ends_at: at(13) },
    { id: 2, resource_id: 't1', name, starts_at: at(20), ends_at: at(50) },
    { id: 3, resource_id: 't2', name, starts_at: at(9), ends_at: at(12) },
  ]
  const day = deskDay({ closures })
  const scale = { from: Date.parse(at(12)), until: Date.parse(at(24)), hourWidth: 72 }
  const spans = (id: string) =>
    closuresOf(day, scale, id).map(({ closure, from, until }) => [closure.id, from, until])

  expect(spans('t1')).toEqual([
    [1, scale.from, Date.parse(at(13))],
    [2, Date.parse(at(20)), scale.until],
  ])
  expect(spans('t2')).toEqual([[1, scale.from, Date.parse(at(13))]])
})
