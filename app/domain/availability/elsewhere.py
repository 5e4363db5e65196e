"""Other places for bookings that cannot stay where they are, at the same time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from app.domain.availability.free_places import Occupied, find_free_places
from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import Slot, day_of, latest_in_time
from app.domain.bookings import Booking, Misfit, wish_of
from app.domain.errors import NotFound
from app.domain.misfits import misfits
from app.domain.venues import Place, Venue, resource_ids_of


def wish_elsewhere(venue: Venue, booking: Booking) -> Wish:
    """What another place must offer: of a doctor, the specialty that the guest was promised."""
    wish = wish_of(venue, booking)
    return replace(wish, specialty=booking.standing.promise.specialty) if booking.standing else wish


def places_elsewhere(venue: Venue, booking: Booking) -> list[Place]:
    """The other places that fit the booking, free or not, the best first. None if the venue no longer has its service
    or specialty, and while the clock shows another time than was promised: then it is not known when the visit is."""
    if Misfit.ZONE_CHANGED in misfits(venue, booking):
        return []
    try:
        fitting = Offering(venue).fitting(wish_elsewhere(venue, booking))
    except NotFound:
        return []
    return [place for place in fitting if place.id != booking.resource_id]


def find_elsewhere(venue: Venue, booking: Booking, occupied: Occupied) -> Place | None:
    """Return the best other place that is free at the booking's time; None if there is none.

    Its start must be on the grid of that place. Notice, horizon and the limit of arrivals do not count, as when an
    admin moves a booking to another place at the same time. `occupied` is what is busy then, without the booking.
    """
    places = places_elsewhere(venue, booking)
    if not places:
        return None
    day = day_of(venue, booking.starts_at)
    now = latest_in_time(venue, booking.starts_at)
    found = find_free_places(venue, wish_elsewhere(venue, booking), places, [day], occupied, now)[day]
    return next((slot.best for slot in found if slot.slot.starts_at == booking.starts_at), None)


def find_moves(venue: Venue, bookings: Sequence[Booking], occupied: Occupied) -> dict[int, Place]:
    """Return where each booking would be moved, by its id, if they were moved in this order and those for which nothing
    is free were canceled. `occupied` is what is busy on their days, these bookings and the closure included."""
    moves: dict[int, Place] = {}
    for booking in bookings:
        occupied = _released(occupied, booking)
        if place := find_elsewhere(venue, booking, occupied):
            moves[booking.id] = place
            occupied = _taken(venue, occupied, booking, place)
    return moves


def _released(occupied: Occupied, booking: Booking) -> Occupied:
    """What is taken without the booking."""
    span = Slot(booking.starts_at, booking.busy_until)
    return Occupied({**occupied.busy, span: _without(occupied.busy, span, resource_ids_of(booking.resource_id))})


def _without(busy: Mapping[Slot, Collection[str]], span: Slot, resource_ids: Sequence[str]) -> list[str]:
    left = list(busy.get(span, ()))
    for each in resource_ids:
        # Once: a closure may close the same resource for the same span.
        if each in left:
            left.remove(each)
    return left


def _taken(venue: Venue, occupied: Occupied, booking: Booking, place: Place) -> Occupied:
    """What is taken when the booking is moved to the place."""
    offering, wish = Offering(venue), wish_elsewhere(venue, booking)
    span = Slot(booking.starts_at, booking.starts_at + offering.duration(wish) + offering.buffer(wish))
    taken = [*occupied.busy.get(span, ()), *(resource.id for resource in place.resources)]
    return Occupied({**occupied.busy, span: taken})
