"""A booking as an .ics file, for the guest's own calendar.

Telegram's client hands a file to the phone's calendar only through a browser, which has no initData. So the guest asks
for a link first, and the link itself opens that one booking's file.
"""

from typing import Annotated

from dishka.integrations.fastapi import DishkaRoute, FromDishka
from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from app.api import schemas
from app.api.bookings import BookingId
from app.api.callers import BotToken, ServedVenue, SignedGuest, limit_by_address, limit_reads
from app.api.problems import guest_responses, public_responses
from app.domain.access import LinkHolder, Visitor
from app.runtime.clock import Clock
from app.texts.calendar_file import calendar_file
from app.texts.translator import Translator
from app.usecases.bookings.show_booking import ShowBooking
from app.usecases.bookings.show_linked_booking import ShowLinkedBooking

MEDIA_TYPE = "text/calendar"

router = APIRouter(
    prefix="/api/v1/venues/{venue}/bookings/{booking_id}",
    tags=["Bookings"],
    route_class=DishkaRoute,
    generate_unique_id_function=lambda route: route.name,
)


@router.get(
    "/calendar",
    summary="The link to the calendar file",
    dependencies=[Depends(limit_reads)],
    responses=guest_responses(),
)
async def link_calendar(
    venue: ServedVenue, guest: SignedGuest, token: BotToken, booking_id: BookingId, show: FromDishka[ShowBooking]
) -> schemas.CalendarLink:
    """The address of an .ics file of the guest's own booking, to be opened in a browser. It stays the same."""
    visitor = Visitor(venue, guest)
    await show(visitor, booking_id)
    link = LinkHolder.of(visitor, booking_id, token)
    return schemas.CalendarLink(url=f"/api/v1/venues/{venue.id}/bookings/{booking_id}/calendar.ics?key={link.key}")


@router.get(
    "/calendar.ics",
    summary="The calendar file",
    response_class=Response,
    dependencies=[Depends(limit_by_address)],
    responses={200: {"content": {MEDIA_TYPE: {}}, "description": "A file of RFC 5545"}, **public_responses()},
)
async def show_calendar(
    venue: ServedVenue,
    token: BotToken,
    booking_id: BookingId,
    key: Annotated[str, Query(max_length=64, description="As it is in the link.")],
    show: FromDishka[ShowLinkedBooking],
    translator: FromDishka[Translator],
    clock: FromDishka[Clock],
) -> Response:
    """The booking as an .ics file in the guest's language. Everybody who has the link may read it."""
    booking, guest = await show(LinkHolder(venue, booking_id, token, key))
    words = translator.words(venue, guest.locale(venue))
    file = calendar_file(venue, booking, words, clock.now())
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "no-store"}
    return Response(file.content, headers=headers, media_type=MEDIA_TYPE)
