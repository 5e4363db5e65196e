"""At the desk an admin sees who waits for a place of a day, passes one by, and takes one off the list."""

from datetime import date
from typing import Annotated

from dishka.integrations.fastapi import FromDishka
from fastapi import Depends, Query

from app.api import desk_schemas
from app.api.callers import DeskAdmin, limit_reads_at_desk, limit_writes_at_desk
from app.api.desk_routes import desk_responses, desk_router
from app.api.desk_views import view_waiting
from app.api.instants import WrittenDay
from app.api.waitlist import OfferId, WaitId
from app.domain.access import Admin
from app.runtime.clock import Clock
from app.usecases.waitlist.answer_offer import DeclineOffer
from app.usecases.waitlist.leave_waitlist import LeaveWaitlist
from app.usecases.waitlist.list_waits import ListWaiting

WantedDay = Annotated[WrittenDay, Query(alias="date")]

router = desk_router()


@router.get(
    "/waitlist",
    summary="Who waits",
    dependencies=[Depends(limit_reads_at_desk)],
    responses=desk_responses(),
)
async def list_waiting_at_desk(
    admin: DeskAdmin, day: WantedDay, list_waiting: FromDishka[ListWaiting], clock: FromDishka[Clock]
) -> list[desk_schemas.DeskWait]:
    """Who waits for a place of a day, the longest waiting first, each with the place that is held for them now."""
    return await _list(admin, day, list_waiting, clock)


@router.post(
    "/waitlist/{wait_id}/remove",
    summary="Take off the waiting list",
    dependencies=[Depends(limit_writes_at_desk)],
    responses=desk_responses(),
)
async def remove_from_waitlist_at_desk(
    admin: DeskAdmin,
    wait_id: WaitId,
    day: WantedDay,
    leave: FromDishka[LeaveWaitlist],
    list_waiting: FromDishka[ListWaiting],
    clock: FromDishka[Clock],
) -> list[desk_schemas.DeskWait]:
    """Take a guest's wish off the list, and return who waits for a place of the day now. What is held for it goes to
    the next guest."""
    await leave(admin, wait_id)
    return await _list(admin, day, list_waiting, clock)


@router.post(
    "/waitlist/offers/{offer_id}/pass",
    summary="Let the next guest have a held place",
    dependencies=[Depends(limit_writes_at_desk)],
    responses=desk_responses("offer_over"),
)
async def pass_by_at_desk(
    admin: DeskAdmin,
    offer_id: OfferId,
    day: WantedDay,
    decline: FromDishka[DeclineOffer],
    list_waiting: FromDishka[ListWaiting],
    clock: FromDishka[Clock],
) -> list[desk_schemas.DeskWait]:
    """Let the next guest have the place that is held, and return who waits for a place of the day now. The guest who is
    passed by stays on the list, and is told that the place is held no longer."""
    await decline(admin, offer_id)
    return await _list(admin, day, list_waiting, clock)


async def _list(admin: Admin, day: date, list_waiting: ListWaiting, clock: Clock) -> list[desk_schemas.DeskWait]:
    return [view_waiting(admin.venue, waiting, clock.now()) for waiting in await list_waiting(admin, day)]
