import type { DeskBooking, DeskCard, DeskDay, DeskHeld, DeskResource } from '../../src/api/desk'

const text = (words: string) => ({ ru: words, en: words })

/** An instant of the evening of 28 November, as the API writes it: `at(18, 30)`. */
export function at(hour: number, minute = 0): string {
  const date = new Date(Date.UTC(2026, 10, 28, hour, minute)).toISOString().slice(0, 16)
  return `${date}:00+03:00`
}

export function resource(id: string, more: Partial<DeskResource> = {}): DeskResource {
  const hours = [{ starts_at: at(12), ends_at: at(24) }]
  return { id, name: text(`Table ${id}`), group: null, capacity: 4, hours, ...more }
}

export function booking(id: number, hour: number, more: Partial<DeskBooking> = {}): DeskBooking {
  const resourceId = more.resource_id ?? 't1'
  return {
    id,
    date: '2026-11-28',
    resource_id: resourceId,
    resource_ids: resourceId.split('+'),
    resource_name: text(`Table ${resourceId}`),
    starts_at: at(hour),
    ends_at: at(hour + 2),
    guest_name: `Guest ${id}`,
    for_whom: null,
    party_size: 2,
    service_name: null,
    status: 'booked',
    is_changeable: true,
    is_reachable: true,
    note: null,
    late_minutes: null,
    version: 1,
    busy_until: more.ends_at ?? at(hour + 2),
    ...more,
  }
}

/** A table that is held for somebody on the waiting list, until noon. */
export function heldPlace(offer_id: number, hour: number, more: Partial<DeskHeld> = {}): DeskHeld {
  return {
    offer_id,
    resource_ids: ['t1'],
    starts_at: at(hour),
    ends_at: at(hour + 2),
    busy_until: at(hour + 2),
    held_until: at(12),
    for_whom: null,
    guest_name: `Guest ${offer_id}`,
    party_size: 2,
    ...more,
  }
}

export function deskDay(more: Partial<DeskDay> = {}): DeskDay {
  const resources = [resource('t1'), resource('t2')]
  return { date: '2026-11-28', is_own: false, groups: [], resources, bookings: [], closures: [], held: [], waiting: 0, ...more }
}

export function card(of: DeskBooking, more: Partial<DeskCard> = {}): DeskCard {
  return {
    booking: of,
    created_at: at(1),
    source: 'chat',
    phone: null,
    username: null,
    is_barred: false,
    visits: 0,
    no_shows: 0,
    can_move: true,
    party_sizes: [],
    can_cancel: true,
    stars: null,
    comment: null,
    touched_at: null,
    attendance: [],
    history: [],
    ...more,
  }
}
