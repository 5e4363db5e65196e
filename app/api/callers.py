"""FastAPI dependencies: the venue of a request, the person who signed it, and the limits of requests."""

from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Annotated, TypeVar

from dishka.integrations.fastapi import FromDishka, inject
from fastapi import Depends, Path, Query, Request, Security
from fastapi.security import APIKeyHeader

from app.api.init_data import SignedUser, read_init_data
from app.api.problems import Unauthorized
from app.api.request_limit import READS, WRITES, RequestLimit
from app.database.errors import DatabaseUnreachableError
from app.database.migration_watch import MigrationWatch
from app.domain.access import Admin, Staff, Visitor
from app.domain.bookings import LARGEST_ID
from app.domain.errors import NotFound
from app.domain.guests import Guest
from app.domain.venues import Venue, Venues
from app.runtime.clock import Clock
from app.runtime.rejections import Rejection, count_rejection
from app.runtime.settings import Settings
from app.usecases.availability.find_slots import MovedBooking
from app.usecases.desk.admit_admin import admit_admin, admit_to_desk
from app.usecases.guests.register_guest import RegisterGuest

Person = TypeVar("Person", Admin, Admin | Staff)

SCHEME = "tma"
UNKNOWN_PATH = "Not Found"
"""What the framework says of a path that does not exist."""

tma = APIKeyHeader(
    name="Authorization",
    scheme_name=SCHEME,
    auto_error=False,
    description="`tma ` followed by the Mini App's `initData`, signed by this venue's bot at most 24 hours old.",
)


@inject
async def find_venue(
    request: Request,
    venue: Annotated[str, Path(description="The venue's id.", examples=["binary_bites"], max_length=32)],
    settings: FromDishka[Settings],
    venues: FromDishka[Venues],
    watch: FromDishka[MigrationWatch],
) -> Venue:
    """The venue in the path.

    Raises `NotFound` for an unknown venue and for one without a bot, which is not served; and
    `DatabaseUnreachableError` until the database is migrated.
    """
    if watch.is_outdated:
        raise DatabaseUnreachableError("it is not migrated")
    if not _bot_token(settings, venue):
        raise NotFound(f"no venue {venue!r}")
    request.state.venue = venues[venue]
    return venues[venue]


ServedVenue = Annotated[Venue, Depends(find_venue)]


@inject
async def find_bot_token(venue: ServedVenue, settings: FromDishka[Settings]) -> str:
    """The token of the venue's bot."""
    return _bot_token(settings, venue.id)


BotToken = Annotated[str, Depends(find_bot_token)]


@inject
async def verify_signature(
    venue: ServedVenue,
    authorization: Annotated[str | None, Security(tma)],
    settings: FromDishka[Settings],
    clock: FromDishka[Clock],
) -> SignedUser:
    """The user who signed the request. Raises `Unauthorized`."""
    return _read_signature(venue, authorization, settings, clock)


def _read_signature(venue: Venue, authorization: str | None, settings: Settings, clock: Clock) -> SignedUser:
    scheme, _, init_data = (authorization or "").partition(" ")
    if scheme.lower() != SCHEME:
        raise Unauthorized("unauthorized", "expected the header `Authorization: tma <initData>`")
    try:
        return read_init_data(init_data.strip(), _bot_token(settings, venue.id), clock.now())
    except Unauthorized as error:
        if error.code == "unauthorized":
            count_rejection(Rejection.WRONG_SIGNATURE, venue.id)
        raise


SignedBy = Annotated[SignedUser, Depends(verify_signature)]


@inject
async def identify_guest(venue: ServedVenue, signed: SignedBy, register_guest: FromDishka[RegisterGuest]) -> Guest:
    """The guest who signed the request; a new one is registered.

    Only for routes with `limit_reads` or `limit_writes` among their `dependencies`, which come first: this writes.
    """
    return await register_guest(venue, signed.user, signed.signed_at)


SignedGuest = Annotated[Guest, Depends(identify_guest)]


@inject
async def find_moved_booking(
    venue: ServedVenue,
    authorization: Annotated[str | None, Security(tma)],
    settings: FromDishka[Settings],
    clock: FromDishka[Clock],
    limit: FromDishka[RequestLimit],
    register_guest: FromDishka[RegisterGuest],
    booking: Annotated[
        int | None,
        Query(
            ge=1,
            le=LARGEST_ID,
            description="The id of a booking of the guest who signs the request: the answer is what it can move to.",
        ),
    ] = None,
) -> MovedBooking | None:
    """The booking that the query names, as one of the guest who signed the request. None where it names none: then
    nobody needs to sign.

    The use case checks that it is theirs. Raises `Unauthorized` and `TooManyRequests`.
    """
    if booking is None:
        return None
    signed = _read_signature(venue, authorization, settings, clock)
    await _count_read(venue, signed, limit)
    guest = await register_guest(venue, signed.user, signed.signed_at)
    return MovedBooking(Visitor(venue, guest), booking)


MaybeMoved = Annotated[MovedBooking | None, Depends(find_moved_booking)]
SIGNED_OR_NOT: dict[str, list[dict[str, list[str]]]] = {"security": [{}]}
"""Adds to the description of a route with `MaybeMoved` that it may be asked without a signature, too."""


@inject
async def identify_admin(
    venue: ServedVenue,
    authorization: Annotated[str | None, Security(tma)],
    settings: FromDishka[Settings],
    clock: FromDishka[Clock],
) -> Admin:
    """The admin of the venue who signed the request; its settings name them, and each request is checked.

    For anybody else the route does not exist: raises `NotFound` with the answer of an unknown path, and counts the
    attempt. Raises `Unauthorized` only where the signature is too old.
    """
    return _admit(admit_admin, venue, authorization, settings, clock)


@inject
async def identify_at_desk(
    venue: ServedVenue,
    authorization: Annotated[str | None, Security(tma)],
    settings: FromDishka[Settings],
    clock: FromDishka[Clock],
) -> Admin | Staff:
    """The admin or member of staff who signed the request. For anybody else like `identify_admin`."""
    return _admit(admit_to_desk, venue, authorization, settings, clock)


def _admit(
    admit: Callable[[Venue, int], Person], venue: Venue, authorization: str | None, settings: Settings, clock: Clock
) -> Person:
    try:
        signed = _read_signature(venue, authorization, settings, clock)
        return admit(venue, signed.user.telegram_id)
    except Unauthorized as error:
        if error.code == "session_expired":
            raise
        count_rejection(Rejection.NOT_AN_ADMIN, venue.id)
        raise NotFound(UNKNOWN_PATH) from None
    except NotFound:
        raise NotFound(UNKNOWN_PATH) from None


DeskAdmin = Annotated[Admin, Depends(identify_admin)]
DeskPerson = Annotated[Admin | Staff, Depends(identify_at_desk)]
"""Only for routes that show and change nothing but the own bookings to a member of staff."""


@inject
async def limit_by_address(request: Request, limit: FromDishka[RequestLimit]) -> None:
    """Limit the reads without a signature, by the caller's address. Raises `TooManyRequests`."""
    await limit.count(f"address:{_network_of(request)}", READS)


@inject
async def limit_reads(venue: ServedVenue, signed: SignedBy, limit: FromDishka[RequestLimit]) -> None:
    """Limit a guest's reads at a venue. Raises `TooManyRequests`."""
    await _count_read(venue, signed, limit)


@inject
async def limit_writes(venue: ServedVenue, signed: SignedBy, limit: FromDishka[RequestLimit]) -> None:
    """Limit a guest's changes at a venue. Raises `TooManyRequests`."""
    await limit.count(f"guest:{venue.id}:{signed.user.telegram_id}:writes", WRITES)


@inject
async def limit_reads_at_desk(who: DeskPerson, limit: FromDishka[RequestLimit]) -> None:
    """Limit what one of the venue's people reads of its desk. Raises `TooManyRequests`."""
    await limit.count(f"desk:{who.venue.id}:{who.telegram_id}:reads", READS)


@inject
async def limit_writes_at_desk(who: DeskPerson, limit: FromDishka[RequestLimit]) -> None:
    """Limit what one of the venue's people changes at its desk. Raises `TooManyRequests`."""
    await limit.count(f"desk:{who.venue.id}:{who.telegram_id}:writes", WRITES)


async def _count_read(venue: Venue, signed: SignedUser, limit: RequestLimit) -> None:
    await limit.count(f"guest:{venue.id}:{signed.user.telegram_id}:reads", READS)


def _network_of(request: Request) -> str:
    """The caller's address; of IPv6 the first half, because one caller has all addresses that begin with it."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Network((int(address) >> 64 << 64, 64)))
    return host


def _bot_token(settings: Settings, venue_id: str) -> str:
    """The token of the venue's bot; empty for a venue that is not served."""
    venue = settings.venues.get(venue_id)
    return venue.bot_token.get_secret_value() if venue and venue.bot_token else ""
