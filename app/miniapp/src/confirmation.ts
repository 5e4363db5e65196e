/** What the confirmation of a booking or a move is about, read from the server. */
import {
  listRelatives,
  listResources,
  listServices,
  listUsualPlaces,
  showAvailability,
  showBooking,
  showResource,
  type Availability,
  type Booking,
  type Relative,
  type Resource,
  type Service,
  type UsualPlace,
  type Venue,
  type VenueSlot,
} from './api/client'
import { addDays, dayIn } from './dates'
import { asSlot, type Slot } from './week'
import { wishFor, type Wish } from './wish'

/** What the address of the page says. */
export interface Chosen {
  startsAt: string
  resource: string | undefined
  party: number | undefined
  specialty: string | undefined
  service: string | undefined
  move: number | undefined
  /** The id of a booking that is made once more. */
  again: number | undefined
}

export interface Proposal {
  wish: Wish
  /** The booking that is moved. */
  old: Booking | null
  /** The table or person that the guest chose. */
  chosen: Resource | null
  service: Service | undefined
  /** All that fit the wish, free or not. */
  fitting: Resource[]
  /** Two days: a slot after midnight is one of the day before. Empty where the address names no possible booking. */
  availability: Availability
  /** Where the guest comes usually; nothing for a move. */
  usual: UsualPlace[]
  /** For whom the guest has booked; nobody for a move. */
  relatives: Relative[]
  /** Who came to the visit that is booked once more, and is proposed: null for the guest. */
  forWhom: Relative | null
}

const NOTHING: Proposal = {
  wish: {},
  old: null,
  chosen: null,
  service: undefined,
  fitting: [],
  availability: { resource_ids: [], days: [] },
  usual: [],
  relatives: [],
  forWhom: null,
}
/** So many times fit two lines of the narrowest phone. */
const MOST_TIMES = 6

export async function readProposal(venue: Venue, { startsAt, resource, party, specialty, service, move, again }: Chosen): Promise<Proposal> {
  if (Number.isNaN(Date.parse(startsAt))) return NOTHING
  const [old, chosen] = await Promise.all([move ? showBooking(move) : null, resource ? showResource(resource) : null])
  const like = chosen ?? (old ? await showResource(old.resource_id) : null)
  const wish = wishFor(old?.party_size ?? party, specialty ?? like?.specialty, service ?? old?.service_id)
  if (isIncomplete(venue, wish)) return NOTHING
  const from = addDays(dayIn(venue.timezone, startsAt), -1)
  const isForOthers = venue.for_others && !move
  const [fitting, availability, services, usual, relatives, earlier] = await Promise.all([
    listResources(wish),
    showAvailability(from, wish, 2, move),
    listServices(),
    move ? [] : listUsualPlaces(),
    isForOthers ? listRelatives() : [],
    isForOthers && again ? showBooking(again).catch(() => null) : null,
  ])
  const forWhom = earlier?.for_whom ?? null
  return { wish, old, chosen, service: services.find(({ id }) => id === wish.service), fitting, availability, usual, relatives, forWhom }
}

/** The starts nearest to a slot on its day at which a place is free, or anything if none is named. In order of time. */
export function nearestTimes({ days }: Availability, slot: VenueSlot, placeId: string | undefined): Slot[] {
  const isFree = ({ free_resource_ids }: VenueSlot) => (placeId ? free_resource_ids.includes(placeId) : free_resource_ids.length > 0)
  const distance = ({ starts_at }: VenueSlot) => Math.abs(Date.parse(starts_at) - Date.parse(slot.starts_at))
  const day = days.find(({ slots }) => slots.includes(slot))
  return (day?.slots ?? [])
    .filter((other) => other !== slot && isFree(other))
    .sort((one, other) => distance(one) - distance(other))
    .slice(0, MOST_TIMES)
    .sort((one, other) => Date.parse(one.starts_at) - Date.parse(other.starts_at))
    .map(asSlot)
}

/** Whether something was not chosen without which the venue takes no booking. */
function isIncomplete(venue: Venue, wish: Wish): boolean {
  return { party_size: !wish.party_size, specialty: !wish.specialty, service: !wish.service }[venue.asks]
}
