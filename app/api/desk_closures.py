"""At the desk an admin closes the venue or a resource for a time, and reopens it."""

from typing import Annotated

from dishka.integrations.fastapi import FromDishka
from fastapi import Depends, Path

from app.api import desk_schemas
from app.api.bookings import BODY_CODES
from app.api.callers import DeskAdmin, limit_reads_at_desk, limit_writes_at_desk
from app.api.desk_routes import desk_responses, desk_router
from app.api.desk_views import view_closure, view_hit
from app.domain.availability.slots import Slot
from app.domain.bookings import LARGEST_ID
from app.domain.closures import NewClosure, check_span
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.usecases.closures.close import Close
from app.usecases.closures.list_closures import ListClosures
from app.usecases.closures.preview_closure import PreviewClosure
from app.usecases.closures.reopen import Reopen

SPAN_CODES = ("too_soon", "too_far_ahead")

router = desk_router()


@router.get(
    "/closures",
    summary="Closures",
    dependencies=[Depends(limit_reads_at_desk)],
    responses=desk_responses(),
)
async def list_closures_at_desk(
    admin: DeskAdmin, list_closures: FromDishka[ListClosures]
) -> list[desk_schemas.DeskClosure]:
    """The closures that are in force or still to come, the earliest first."""
    return [view_closure(admin.venue, closure) for closure in await list_closures(admin)]


@router.post(
    "/closures/preview",
    summary="What a closure would hit",
    dependencies=[Depends(limit_reads_at_desk)],
    responses=desk_responses(*BODY_CODES, *SPAN_CODES),
)
async def preview_closure_at_desk(
    admin: DeskAdmin,
    body: desk_schemas.DeskClosureBody,
    preview_closure: FromDishka[PreviewClosure],
    clock: FromDishka[Clock],
) -> desk_schemas.DeskClosurePreview:
    """The bookings that fall into it, and where they can be moved at the same time. Nothing is closed yet."""
    venue, now = admin.venue, clock.now()
    preview = await preview_closure(admin, _closure(venue, body, clock))
    return desk_schemas.DeskClosurePreview(
        bookings=[
            view_hit(venue, booking, guest, preview.moves.get(booking.id), now) for booking, guest in preview.hit
        ],
        seated=preview.seated,
        digest=preview.digest,
    )


@router.post(
    "/closures",
    status_code=201,
    summary="Close",
    dependencies=[Depends(limit_writes_at_desk)],
    responses=desk_responses(*BODY_CODES, *SPAN_CODES, "changed_meanwhile"),
)
async def close_at_desk(
    admin: DeskAdmin, body: desk_schemas.DeskCloseBody, close: FromDishka[Close], clock: FromDishka[Clock]
) -> desk_schemas.DeskClosed:
    """Close, and cancel each booking that falls into it, or move those that can be moved; each guest is told, of a
    cancellation with the reason, if there is one. If other bookings fall into it by now than the admin was shown,
    nothing is closed."""
    reason = (body.reason or "").strip() or None
    closed = await close(admin, _closure(admin.venue, body, clock), body.seen, reason, body.remedy)
    return desk_schemas.DeskClosed(moved=closed.moved, canceled=closed.canceled, refused=closed.refused)


@router.post(
    "/closures/{closure_id}/reopen",
    summary="Reopen",
    dependencies=[Depends(limit_writes_at_desk)],
    responses=desk_responses(),
)
async def reopen_at_desk(
    admin: DeskAdmin,
    closure_id: Annotated[int, Path(ge=1, le=LARGEST_ID, description="The closure's id.", examples=[3])],
    reopen: FromDishka[Reopen],
    list_closures: FromDishka[ListClosures],
) -> list[desk_schemas.DeskClosure]:
    """End a closure before its time, and return those that are left. The bookings that it canceled stay canceled."""
    await reopen(admin, closure_id)
    return [view_closure(admin.venue, closure) for closure in await list_closures(admin)]


def _closure(venue: Venue, body: desk_schemas.DeskClosureBody, clock: Clock) -> NewClosure:
    """Raises `TooSoon` and `TooFarAhead`."""
    span = Slot(body.starts_at, body.ends_at)
    check_span(venue, span, clock.now())
    return NewClosure(body.resource_id, span)
