"""The desk: an admin sees the venue's day and changes its bookings; staff see their own, and record who has come."""

from collections.abc import Awaitable
from typing import Annotated

from dishka.integrations.fastapi import FromDishka
from fastapi import Depends, Header, Query, Response

from app.api import desk_schemas
from app.api.bookings import BODY_CODES, SLOT_CODES, BookingId
from app.api.callers import DeskAdmin, DeskPerson, limit_reads_at_desk, limit_writes_at_desk
from app.api.desk_routes import desk_responses, desk_router
from app.api.desk_views import view_booking, view_card, view_day, view_messages
from app.api.instants import WrittenDay
from app.api.problems import Outdated
from app.domain.access import Admin, Staff
from app.domain.bookings import LARGEST_ID
from app.domain.errors import BookingChanged, BookingClosed
from app.runtime.clock import Clock
from app.texts.translator import Translator
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.desk.record_attendance import RecordAttendance
from app.usecases.desk.show_card import ShowCard
from app.usecases.desk.show_receipts import ShowReceipts
from app.usecases.desk.show_timeline import ShowTimeline
from app.usecases.desk.write_note import WriteNote

SeenVersion = Annotated[
    int,
    Query(
        alias="version",
        ge=1,
        le=LARGEST_ID,
        description="The `version` of the booking that the admin was shown. If it changed since, nothing is done.",
        examples=[1],
    ),
]
KnownTags = Annotated[
    str | None,
    Header(alias="If-None-Match", description="The `ETag` of the day as the page has it.", examples=['"3c9a"']),
]

router = desk_router()


@router.get(
    "/day",
    summary="A day of the venue",
    dependencies=[Depends(limit_reads_at_desk)],
    response_model=desk_schemas.DeskDay,
    responses={304: {"description": "Not Modified: the day is as the page has it."}, **desk_responses()},
)
async def show_desk_day(
    who: DeskPerson,
    response: Response,
    show_timeline: FromDishka[ShowTimeline],
    clock: FromDishka[Clock],
    date: Annotated[WrittenDay | None, Query(description="Default: the present day.")] = None,
    known_tags: KnownTags = None,
) -> desk_schemas.DeskDay | Response:
    """The venue's resources with their hours of the day, its bookings and closures; for staff only their own.

    It is to be asked again every two seconds with the `ETag` of the last answer: the answer is 304 until a booking or a
    closure of the day changes, or a visit ends.
    """
    timeline = await show_timeline(who, date, _versions(known_tags))
    headers = {"Cache-Control": "no-store"}
    if timeline is None:
        return Response(status_code=304, headers=headers)
    response.headers.update(headers | {"ETag": f'"{timeline.version}"'})
    return view_day(who, timeline, clock.now())


@router.get(
    "/bookings/{booking_id}",
    summary="The card of a booking",
    dependencies=[Depends(limit_reads_at_desk)],
    responses=desk_responses(),
)
async def show_desk_card(
    who: DeskPerson, booking_id: BookingId, show_card: FromDishka[ShowCard], clock: FromDishka[Clock]
) -> desk_schemas.DeskCard:
    """A booking of the venue with its guest and its history; for staff only an own one."""
    return view_card(who, await show_card(who, booking_id), clock.now())


@router.get(
    "/bookings/{booking_id}/messages",
    summary="The messages about a booking",
    dependencies=[Depends(limit_reads_at_desk)],
    responses=desk_responses(),
)
async def list_desk_messages(
    who: DeskPerson,
    booking_id: BookingId,
    show_receipts: FromDishka[ShowReceipts],
    translator: FromDishka[Translator],
    clock: FromDishka[Clock],
) -> list[desk_schemas.DeskMessage]:
    """Every message about a booking, to its guest and to the venue's people, in the order of their times: when it was
    owed, and when it was sent, or why not. Staff see those of their own bookings."""
    return view_messages(who.venue, await show_receipts(who, booking_id), translator, clock.now())


@router.post(
    "/bookings/{booking_id}/move",
    summary="Move to another time or resource, or change the number of guests",
    dependencies=[Depends(limit_writes_at_desk)],
    responses=desk_responses(
        *BODY_CODES,
        *SLOT_CODES,
        "slot_taken",
        "party_does_not_fit",
        "guest_is_busy",
        "not_standing",
        "changed_meanwhile",
    ),
)
async def move_at_desk(
    admin: DeskAdmin,
    booking_id: BookingId,
    body: desk_schemas.DeskMoveBody,
    version: SeenVersion,
    move_booking: FromDishka[MoveBooking],
    show_card: FromDishka[ShowCard],
    clock: FromDishka[Clock],
) -> desk_schemas.DeskCard:
    """Move a booking to another slot in one step: if it is taken, the booking keeps its old one. The guest is told.

    With a `party_size` it is then for so many guests. At its own resource and time only their number changes, and with
    it the end of the visit, where the venue has turn times. If they do not fit there, or would arrive with too many
    others, that is refused with the resources to which the booking can be moved for them at the same time.
    """
    move = move_booking(admin, booking_id, body.resource_id, body.starts_at, version, party_size=body.party_size)
    return await _change(admin, booking_id, move, show_card, clock)


@router.post(
    "/bookings/{booking_id}/cancel",
    summary="Cancel",
    dependencies=[Depends(limit_writes_at_desk)],
    responses=desk_responses(*BODY_CODES, "not_standing", "changed_meanwhile"),
)
async def cancel_at_desk(
    admin: DeskAdmin,
    booking_id: BookingId,
    version: SeenVersion,
    cancel_booking: FromDishka[CancelBooking],
    show_card: FromDishka[ShowCard],
    clock: FromDishka[Clock],
    body: desk_schemas.DeskCancelBody | None = None,
) -> desk_schemas.DeskCard:
    """Cancel a booking. Its slot is free at once, and the guest is told, with the reason, if there is one."""
    reason = (body.reason or "").strip() if body else ""
    cancel = cancel_booking(admin, booking_id, version, reason or None)
    return await _change(admin, booking_id, cancel, show_card, clock)


@router.post(
    "/bookings/{booking_id}/attendance",
    summary="Record whether the guest has come",
    dependencies=[Depends(limit_writes_at_desk)],
    responses=desk_responses(*BODY_CODES, "too_early", "slot_taken", "guest_is_busy", "changed_meanwhile"),
)
async def record_attendance_at_desk(
    who: DeskPerson,
    booking_id: BookingId,
    body: desk_schemas.DeskAttendanceBody,
    version: SeenVersion,
    record_attendance: FromDishka[RecordAttendance],
    show_card: FromDishka[ShowCard],
    clock: FromDishka[Clock],
) -> desk_schemas.DeskCard:
    """Record that the guest has come or has not come, or take that back. The card says what is possible now. A no-show
    frees the rest of the slot, and taking it back takes the slot again, if it is still free. The guest is not told.
    Staff may do it with their own bookings."""
    record = record_attendance(who, booking_id, body.attendance, version)
    return await _change(who, booking_id, record, show_card, clock)


@router.post(
    "/bookings/{booking_id}/note",
    summary="Write a note",
    dependencies=[Depends(limit_writes_at_desk)],
    responses=desk_responses(*BODY_CODES, "changed_meanwhile"),
)
async def write_note_at_desk(
    who: DeskPerson,
    booking_id: BookingId,
    body: desk_schemas.DeskNoteBody,
    write_note: FromDishka[WriteNote],
    show_card: FromDishka[ShowCard],
    clock: FromDishka[Clock],
) -> desk_schemas.DeskCard:
    """Replace the note of the venue's people about a booking. Its guest reads it only in the file of `/my_data`.
    Staff may write about their own bookings."""
    return await _change(who, booking_id, write_note(who, booking_id, body.note, body.seen_note), show_card, clock)


async def _change(
    who: Admin | Staff, booking_id: int, change: Awaitable[object], show_card: ShowCard, clock: Clock
) -> desk_schemas.DeskCard:
    """Change a booking, and return its card. Raises `Outdated` with the booking as it is now, and other refusals."""
    try:
        await change
    except (BookingChanged, BookingClosed) as refusal:
        card = await show_card(who, booking_id)
        raise Outdated(refusal, view_booking(who.venue, card.booking, card.guest, clock.now())) from None
    return view_card(who, await show_card(who, booking_id), clock.now())


def _versions(known_tags: str | None) -> list[str]:
    """The versions in `If-None-Match`. A proxy that compresses answers may have marked the tag as weak."""
    tags = (tag.strip().removeprefix("W/") for tag in (known_tags or "").split(","))
    return [tag.strip('"') for tag in tags if tag]
