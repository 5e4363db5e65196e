import { expect, test } from 'vitest'
import { byHour, deskStatus, search } from '../../src/desk/bookings'
import { instant } from '../../src/desk/timeline'
import { at, booking } from './samples'

test('a guest whose visit has begun and whom nobody has seen is late', () => {
  const expected = booking(1, 18)
  expect(deskStatus(expected, instant(at(17, 59)))).toBe('booked')
  expect(deskStatus(expected, instant(at(18, 1)))).toBe('late')
  expect(deskStatus({ ...expected, status: 'canceled' }, instant(at(18, 1)))).toBe('canceled')
})

test('the list is in hours', () => {
  const bookings = [booking(1, 18), booking(2, 18, { starts_at: at(18, 30) }), booking(3, 20)]
  expect(byHour(bookings).map(({ hour, bookings }) => [hour, bookings.length])).toEqual([
    ['18:00', 2],
    ['20:00', 1],
  ])
})

test('a guest is found by name, by place and by the number of the booking', () => {
  const anna = booking(17, 18, { guest_name: 'Анна Смирнова' })
  const ben = booking(171, 18, { guest_name: 'Ben', resource_name: { ru: 'У окна', en: 'Lane window' } })
  const found = (query: string) => search([anna, ben], query).map(({ id }) => id)
  expect(found('смир')).toEqual([17])
  expect(found('window')).toEqual([171])
  expect(found('№ 17')).toEqual([17])
  expect(found('nobody')).toEqual([])
})
