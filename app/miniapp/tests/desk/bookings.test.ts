import { expect, test } from 'vitest'
import type { DeskBooking, DeskHeld } from '../../src/api/desk'
import { byHour, deskStatus, isBooking, search } from '../../src/desk/bookings'
import { instant } from '../../src/desk/timeline'
import { visitorName } from '../../src/desk/words'
import { at, booking, heldPlace } from './samples'

test('a guest whose visit has begun and whom nobody has seen is late', () => {
  const expected = booking(1, 18)
  expect(deskStatus(expected, instant(at(17, 59)))).toBe('booked')
  expect(deskStatus(expected, instant(at(18, 1)))).toBe('late')
  expect(deskStatus({ ...expected, status: 'canceled' }, instant(at(18, 1)))).toBe('canceled')
})

test('the list is in hours, with what is held among the bookings', () => {
  const bookings = [booking(1, 18), booking(2, 18, { starts_at: at(18, 30) }), booking(3, 20)]
  const held = [heldPlace(7, 18), heldPlace(8, 21)]
  const named = (visit: DeskBooking | DeskHeld) => (isBooking(visit) ? visit.guest_name : `held ${visit.offer_id}`)
  expect(byHour(bookings, held).map(({ hour, visits }) => [hour, ...visits.map(named)])).toEqual([
    ['18:00', 'Guest 1', 'held 7', 'Guest 2'],
    ['20:00', 'Guest 3'],
    ['21:00', 'held 8'],
  ])
})

test('a relative who comes is found and named, and else the guest', () => {
  const masha = booking(18, 18, { guest_name: 'Анна Смирнова', for_whom: { name: 'Маша', birth_year: null } })
  expect(search([masha], 'маш')).toEqual([masha])
  expect(search([masha], 'смир')).toEqual([masha])
  expect(visitorName(masha)).toBe('Маша')
  expect(visitorName({ ...masha, for_whom: null })).toBe('Анна Смирнова')
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
