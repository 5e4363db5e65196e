"""FastAPI dependencies: the venue of a request, the guest who signed it, and the limits of requests."""

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Annotated

from dishka.integrations.fastapi import FromDishka, inject
from fastapi import Depends, Path, Request, Security
from fastapi.security import APIKeyHeader

from app.api.init_data import SignedUser, read_init_data
from app.api.problems import Unauthorized
from app.api.request_limit import READS, WRITES, RequestLimit
from app.database.errors import DatabaseUnreachableError
from app.database.migration_watch import MigrationWatch
from app.domain.errors import NotFound
from app.domain.guests import Guest
from app.domain.venues import Venue, Venues
from app.runtime.clock import Clock
from app.runtime.rejections import Rejection, count_rejection
from app.runtime.settings import Settings
from app.usecases.guests.register_guest import RegisterGuest

SCHEME = "tma"

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
async def limit_by_address(request: Request, limit: FromDishka[RequestLimit]) -> None:
    """Limit the reads without a signature, by the caller's address. Raises `TooManyRequests`."""
    await limit.count(f"address:{_network_of(request)}", READS)


@inject
async def limit_reads(venue: ServedVenue, signed: SignedBy, limit: FromDishka[RequestLimit]) -> None:
    """Limit a guest's reads at a venue. Raises `TooManyRequests`."""
    await limit.count(f"guest:{venue.id}:{signed.user.telegram_id}:reads", READS)


@inject
async def limit_writes(venue: ServedVenue, signed: SignedBy, limit: FromDishka[RequestLimit]) -> None:
    """Limit a guest's changes at a venue. Raises `TooManyRequests`."""
    await limit.count(f"guest:{venue.id}:{signed.user.telegram_id}:writes", WRITES)


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
