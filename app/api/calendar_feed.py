"""All of a guest's bookings as one calendar, which the phone's calendar asks for again and again by itself.

The address is a secret of the guest's: anybody who has it reads the bookings. So no log line may have a request's path.
"""

from hashlib import sha256

from dishka.integrations.fastapi import DishkaRoute, FromDishka
from fastapi import APIRouter, Depends
from fastapi.responses import Response

from app.api import schemas
from app.api.calendar import MEDIA_TYPE
from app.api.callers import BotToken, ServedVenue, SignedGuest, limit_by_address, limit_reads, limit_writes
from app.api.problems import guest_responses, public_responses
from app.domain.access import CalendarReader, Visitor
from app.domain.venues import Venue
from app.domain.visit_links import calendar_path
from app.runtime.clock import Clock
from app.texts.calendar_file import calendar_feed
from app.texts.translator import Translator
from app.usecases.bookings.show_calendar import ShowCalendar
from app.usecases.guests.share_calendar import RevokeCalendar, ShareCalendar

router = APIRouter(
    prefix="/api/v1/venues/{venue}",
    tags=["Guests"],
    route_class=DishkaRoute,
    generate_unique_id_function=lambda route: route.name,
)
CACHE = "private, max-age=300"
"""A program that asks more often than every five minutes need not reach us; no cache on the way keeps it."""


@router.get(
    "/me/calendar", summary="My calendar address", dependencies=[Depends(limit_reads)], responses=guest_responses()
)
async def show_my_calendar(venue: ServedVenue, guest: SignedGuest, token: BotToken) -> schemas.CalendarAddress:
    """The address from which a calendar reads the guest's bookings, if the guest has asked for one."""
    return _address(venue, token, guest.calendar_code)


@router.post(
    "/me/calendar", summary="Get a calendar address", dependencies=[Depends(limit_writes)], responses=guest_responses()
)
async def share_calendar(
    venue: ServedVenue, guest: SignedGuest, token: BotToken, share: FromDishka[ShareCalendar]
) -> schemas.CalendarAddress:
    """Make the address, or return the one that is there."""
    return _address(venue, token, await share(Visitor(venue, guest)))


@router.post(
    "/me/calendar/revoke",
    summary="Revoke the calendar address",
    dependencies=[Depends(limit_writes)],
    responses=guest_responses(),
)
async def revoke_calendar(
    venue: ServedVenue, guest: SignedGuest, token: BotToken, revoke: FromDishka[RevokeCalendar]
) -> schemas.CalendarAddress:
    """The address is not found from now on, and is never valid again: the next one is another."""
    await revoke(Visitor(venue, guest))
    return _address(venue, token, None)


def _address(venue: Venue, secret: str, code: str | None) -> schemas.CalendarAddress:
    return schemas.CalendarAddress(url=calendar_path(venue.id, secret, code) if code else None)


@router.get(
    "/calendar/{token}.ics",
    summary="A guest's calendar",
    response_class=Response,
    dependencies=[Depends(limit_by_address)],
    responses={200: {"content": {MEDIA_TYPE: {}}, "description": "A calendar of RFC 5545"}, **public_responses()},
)
async def show_calendar_feed(
    venue: ServedVenue,
    secret: BotToken,
    token: str,
    show: FromDishka[ShowCalendar],
    translator: FromDishka[Translator],
    clock: FromDishka[Clock],
) -> Response:
    """The guest's bookings that stand, and the visits of the last 30 days, in the guest's language.

    Programs ask again for the same address. It is not found where it never was one, and where it was revoked.
    """
    guest, bookings = await show(CalendarReader(venue, secret, token))
    content = calendar_feed(venue, bookings, translator.words(venue, guest.locale(venue)), clock.now())
    return Response(content, headers={"Cache-Control": CACHE, "ETag": _tag(content)}, media_type=MEDIA_TYPE)


def _tag(content: bytes) -> str:
    """A weak tag: the same for a calendar that differs only in when it was made."""
    lines = (line for line in content.splitlines() if not line.startswith(b"DTSTAMP"))
    digest = sha256(b"\n".join(lines)).hexdigest()
    return f'W/"{digest}"'
