"""Compare a booking with the catalogue of today, which may no longer have what its guest was promised (decision 22).

The gate of delivery and the list of the desk ask the same function, so that they cannot differ.
"""

from dataclasses import replace
from datetime import UTC, datetime

from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import Slot, day_of, hours_of, is_open, local_time
from app.domain.bookings import Booking, BookingStatus, Misfit, Promise, Standing
from app.domain.errors import NotFound, ResourceDoesNotFit
from app.domain.venues import Place, Venue, resource_ids_of

NONE: frozenset[Misfit] = frozenset()


def promise_of(venue: Venue, resource_id: str, starts_at: datetime) -> Promise:
    """What the catalogue promises to a guest who books the resource at an instant. The catalogue may not have it."""
    resource = venue.resources.get(resource_ids_of(resource_id)[0])
    return Promise(local_time(venue, starts_at), resource.specialty if resource else None)


def misfits(venue: Venue, booking: Booking) -> frozenset[Misfit]:
    """Every reason why the booking does not fit the venue's catalogue as it is now.

    A start that is no longer on the grid is none: the venue is open, and the guest can come. While the clock shows
    another time than was promised, it is not known on which day and at which time the visit will be.
    """
    return _misfits_of_place(venue, booking) | _misfits_of_time(venue, booking)


def _misfits_of_place(venue: Venue, booking: Booking) -> frozenset[Misfit]:
    try:
        place = venue.place(booking.resource_id)
    except NotFound:
        return frozenset({Misfit.RESOURCE_GONE})
    try:
        Offering(venue).check(Wish(booking.party_size, service=booking.service_id), place)
    except (ResourceDoesNotFit, NotFound):
        return frozenset({Misfit.PARTY_DOES_NOT_FIT})
    if booking.standing and booking.standing.promise.specialty != place.resource.specialty:
        return frozenset({Misfit.OTHER_SPECIALTY})
    return NONE


def _misfits_of_time(venue: Venue, booking: Booking) -> frozenset[Misfit]:
    if booking.standing and booking.standing.promise.local_start != local_time(venue, booking.starts_at):
        return frozenset({Misfit.ZONE_CHANGED})
    place = venue.place(booking.resource_id) if _has_place(venue, booking) else None
    if not hours_of(venue, place, day_of(venue, booking.starts_at)):
        return frozenset({Misfit.DAY_CLOSED})
    return NONE if is_open(venue, place, booking.slot) else frozenset({Misfit.OUTSIDE_HOURS})


def _has_place(venue: Venue, booking: Booking) -> bool:
    return Misfit.RESOURCE_GONE not in _misfits_of_place(venue, booking)


def fits_place(venue: Venue, booking: Booking) -> bool:
    """Whether its resource can still take the booking at another time."""
    return not _misfits_of_place(venue, booking)


def fitting_places(venue: Venue, booking: Booking) -> list[Place]:
    """The places that could take the booking at another time: tables for the party, or people for its specialty and
    service. None if the venue no longer has the service."""
    try:
        fitting = Offering(venue).fitting(Wish(booking.party_size, service=booking.service_id))
    except NotFound:
        return []
    return [place for place in fitting if fits_place(venue, replace(booking, resource_id=place.id))]


def undecided(venue: Venue, booking: Booking, now: datetime) -> frozenset[Misfit]:
    """The misfits about which an admin has to decide; `now` is UTC.

    A visit that ended is judged by the catalogue of its time: it has none unless they were found before its end. A
    guest who has come is a guest whom the venue could serve.
    """
    standing = booking.standing
    if booking.status is BookingStatus.SEATED:
        return NONE
    if not booking.is_live or (booking.ends_at <= now and (standing is None or standing.undecided_since is None)):
        return NONE
    return misfits(venue, booking) - (standing.accepted if standing else NONE)


def compare(venue: Venue, booking: Booking, now: datetime) -> Standing:
    """The booking's standing after a comparison with the catalogue at `now` (UTC).

    An acceptance ends when its misfit does: if the catalogue changes in the same way again, admins are asked again.
    """
    known = booking.standing or Standing(promise_of(venue, booking.resource_id, booking.starts_at))
    return Standing(
        known.promise,
        known.accepted & misfits(venue, booking),
        (known.undecided_since or now) if undecided(venue, booking, now) else None,
    )


def accept(venue: Venue, booking: Booking, accepted: frozenset[Misfit], now: datetime) -> Standing:
    """The booking's standing after an admin accepted these misfits, too."""
    known = booking.standing or Standing(promise_of(venue, booking.resource_id, booking.starts_at))
    standing = replace(known, accepted=known.accepted | accepted)
    return compare(venue, replace(booking, standing=standing), now)


def promised_slot(venue: Venue, booking: Booking) -> Slot:
    """The slot at which the venue's clock of today shows the time that was promised. It is as long as the booking's."""
    if booking.standing is None:
        return booking.slot
    starts_at = booking.standing.promise.local_start.replace(tzinfo=venue.zone).astimezone(UTC)
    return Slot(starts_at, starts_at + (booking.ends_at - booking.starts_at))
