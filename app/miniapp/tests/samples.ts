import { enableAutoUnmount, mount } from '@vue/test-utils'
import { afterEach } from 'vitest'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Availability, Booking, Resource, ResourceSlot, Service, Specialty, Synonyms, Venue, VenueSlot, Wait } from '../src/api/client'
import VenueScope from './VenueScope.vue'

enableAutoUnmount(afterEach)

const text = (words: string) => ({ ru: words, en: words })

export const VENUE: Venue = {
  id: 'binary_bites',
  name: text('Binary Bites'),
  address: text('Lane, 8'),
  phone: '+7 495 000-10-10',
  timezone: 'Europe/Moscow',
  locale: 'ru',
  asks: 'party_size',
  max_party_size: 6,
  slot_minutes: 120,
  start_every_minutes: 120,
  horizon_days: 60,
  min_notice_minutes: 0,
  cancel_until_minutes: 60,
  max_active_per_guest: 5,
  for_others: false,
  opening_hours: { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] },
  closures: [],
  special_hours: {},
  now: '2026-11-22T12:00:00+03:00',
  today: '2026-11-22',
  last_day: '2027-01-21',
  floor_plan_url: '/plan.svg',
}

export function table(id: string, capacity: number): Resource {
  return {
    id,
    resource_ids: [id],
    name: text(`Table ${id}`),
    description: text('By the window'),
    capacity,
    specialty: null,
    experience_years: null,
    photo_url: null,
  }
}

/** Tables that can be pushed together. */
export function joined(seats: number, ...ids: string[]): Resource {
  return { ...table(ids.join('+'), seats), name: text(ids.map((id) => `Table ${id}`).join(' + ')), resource_ids: ids }
}

export function person(id: string, specialty: string | null = null): Resource {
  return { ...table(id, 0), name: text(`Name of ${id}`), description: text(`About ${id}`), capacity: null, specialty }
}

export function service(id: string, minutes: number, ...resource_ids: string[]): Service {
  return { id, name: text(`Service ${id}`), description: null, minutes, price: text('1,800 ₽'), resource_ids }
}

export function specialty(name: string, synonyms: Synonyms): Specialty {
  return { id: name, name: text(name), description: text('Every day'), icon: 'heart', synonyms }
}

export function slot(date: string, hour: number) {
  const at = (wall: number) => `${date}T${String(wall).padStart(2, '0')}:00:00+03:00`
  return { starts_at: at(hour), ends_at: at(hour + 2) }
}

/** A free slot of a table, whose booking could be changed until an hour before it. */
export function resourceSlot(date: string, hour: number): ResourceSlot {
  return { ...slot(date, hour), is_free: true, changeable_until: slot(date, hour - 1).starts_at }
}

/** A slot of the venue at which these places are free, the best first. */
export function venueSlot(date: string, hour: number, ...free_resource_ids: string[]): VenueSlot {
  return {
    ...slot(date, hour),
    best_resource_id: free_resource_ids[0] ?? null,
    free_resource_ids,
    changeable_until: slot(date, hour - 1).starts_at,
  }
}

export const BOOKING: Booking = {
  id: 17,
  resource_id: 't1',
  resource_name: text('Table t1'),
  ...slot('2026-11-28', 18),
  for_whom: null,
  party_size: 2,
  service_id: null,
  service_name: null,
  status: 'booked',
  changeable_until: '2026-11-28T17:00:00+03:00',
  is_changeable: true,
  is_movable: true,
  version: 1,
  created_at: '2026-11-22T12:00:00+03:00',
}

/** A wish for any time of a day. */
export const WAIT: Wait = {
  id: 5,
  date: '2026-11-28',
  around: null,
  begins_at: null,
  ends_at: null,
  party_size: 2,
  specialty: null,
  specialty_name: null,
  service_id: null,
  service_name: null,
  resource_id: null,
  resource_name: null,
  for_whom: null,
  joined_at: '2026-11-22T11:00:00+03:00',
  offer: null,
}

/** The same while a table is held for the guest, for eight minutes more. */
export const OFFERED: Wait = {
  ...WAIT,
  offer: {
    id: 8,
    resource_id: 't1',
    resource_name: text('Table t1'),
    ...slot('2026-11-28', 18),
    held_until: '2026-11-22T12:08:00+03:00',
  },
}

export const AVAILABILITY: Availability = {
  resource_ids: ['t1', 't2'],
  days: [
    { date: '2026-11-22', slots: [venueSlot('2026-11-22', 18)] },
    { date: '2026-11-23', slots: [venueSlot('2026-11-23', 12, 't1'), venueSlot('2026-11-23', 18, 't1', 't2')] },
    { date: '2026-11-24', slots: [] },
  ],
}

/** Mount a component with a venue and a router, whose current route tests can read. */
export function mountInVenue(component: Component, props: object = {}, venue: Partial<Venue> = {}) {
  const page = { template: '<i />' }
  const names = ['home', 'bookings', 'slots', 'confirm', 'booked', 'specialty', 'service', 'move', 'calendar', 'privacy']
  const params: Record<string, string> = {
    slots: '/:resourceId',
    confirm: '/:startsAt',
    booked: '/:id',
    specialty: '/:specialty',
    service: '/:service',
    move: '/:id',
  }
  const history = createMemoryHistory()
  history.replace('/home')
  const router = createRouter({
    history,
    routes: names.map((name) => ({ path: `/${name}${params[name] ?? ''}`, name, component: page })),
  })
  const wrapper = mount(VenueScope, {
    props: { venue: { ...VENUE, ...venue }, component, with: props },
    global: { plugins: [router] },
    attachTo: document.body,
  })
  return { wrapper, router }
}
