"""The statements that run for each message and each pass of a scheduler.

Those that are always the same are built once: building one takes as long as carrying it out.
"""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    null,
    or_,
    select,
    union_all,
    update,
)

from app.database.tables import IS_LEASED, IS_PENDING_BULK, IS_PENDING_URGENT, notifications
from app.domain.messages.kinds import BULK_A_SECOND, GATHERED_AT_MOST, Urgency
from app.domain.messages.notifications import NotificationStatus

BULK_CLAIMED_LIMIT = 2 * BULK_A_SECOND
"""Bulk messages of a venue that may be claimed and not settled: two seconds of what its bot can send."""

PENDING, QUEUED, SENDING = NotificationStatus.PENDING, NotificationStatus.QUEUED, NotificationStatus.SENDING
table = notifications.c


def settled(status: object, at: object, **values: object) -> dict[str, object]:
    """The values of a settled row. `status` and `at`, an instant, may be parts of a statement."""
    return {"status": status, "settled_at": at, "leased_until": None, **values}


MAY_BE_SENT = or_(table.status == QUEUED, and_(table.status == PENDING, table.due_at <= bindparam("now")))
CLAIM = (
    update(notifications)
    .values(status=SENDING, leased_until=bindparam("until"), attempts=table.attempts + 1)
    .returning(notifications)
)
CLAIM_FOR_SENDING = CLAIM.where(table.id == bindparam("claimed"), MAY_BE_SENT)
CLAIM_UNLOCKED = CLAIM.where(
    table.id.in_(
        select(table.id)
        .where(table.id.in_(bindparam("claimed", expanding=True)), MAY_BE_SENT)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
)
LOCK_UNLOCKED = select(table.id).where(table.id.in_(bindparam("ids", expanding=True))).with_for_update(skip_locked=True)
IS_PLANNED_AGAIN = table.planned_for != bindparam("planned", type_=table.planned_for.type)
"""Since the message was read, so that it may have said what is true no longer."""
MARK_SENT = (
    update(notifications)
    .where(table.id == bindparam("sent"))
    .values(
        settled(
            case((IS_PLANNED_AGAIN, PENDING), else_=NotificationStatus.SENT),
            case((IS_PLANNED_AGAIN, null()), else_=bindparam("now", type_=table.settled_at.type)),
            tried_at=bindparam("now"),
            chat_id=bindparam("chat"),
            message_id=bindparam("message"),
        )
    )
)
CLAIMED: Collection[ColumnElement[object]] = (table.id, table.kind, table.urgency, table.due_at)


def _rooms_for_bulk() -> Select[tuple[str, int]]:
    """How many bulk messages may be claimed, for each venue that has one due."""
    # A loose index scan, from one venue to the next: each costs one lookup, however much is pending.
    venues = select(func.min(table.venue_id).label("id")).where(IS_PENDING_BULK).cte("venues", recursive=True)
    following = select(func.min(table.venue_id)).where(IS_PENDING_BULK, table.venue_id > venues.c.id)
    venues = venues.union_all(select(following.scalar_subquery()).where(venues.c.id.is_not(None)))
    is_due = and_(IS_PENDING_BULK, table.venue_id == venues.c.id, table.due_at <= bindparam("until"))
    claimed = select(func.count()).where(IS_LEASED, table.urgency == Urgency.BULK, table.venue_id == venues.c.id)
    has_due = select(table.id).where(is_due).exists()
    return select(venues.c.id.label("venue"), (BULK_CLAIMED_LIMIT - claimed.scalar_subquery()).label("room")).where(
        has_due
    )


ROOMS_FOR_BULK = _rooms_for_bulk()


@lru_cache(maxsize=8)
def claim_due_of(bulk_venues: int) -> Executable:
    """The UPDATE that claims urgent messages, those whose lease expired, and the bulk of some venues. Kept, as a
    scheduler runs it once a second: building it takes longer than carrying it out."""
    is_lost = or_(
        and_(table.status == QUEUED, table.leased_until <= bindparam("now")),
        and_(table.status == SENDING, table.leased_until <= bindparam("expired_before")),
    )
    limit = bindparam("limit", type_=Integer)
    due = [
        _first(and_(IS_PENDING_URGENT, table.due_at <= bindparam("until")), table.due_at, limit),
        # The first two conditions are the range of the index; `is_lost` is checked row by row.
        _first(and_(IS_LEASED, table.leased_until <= bindparam("now"), is_lost), table.leased_until, limit),
    ]
    for at in range(bulk_venues):
        of_venue = and_(table.venue_id == bindparam(f"venue_{at}"), table.due_at <= bindparam("until"))
        room = bindparam(f"room_{at}", type_=Integer)
        due.append(_first(and_(IS_PENDING_BULK, of_venue), table.due_at, room))
    lost = bindparam("lost", type_=table.last_error.type)
    return (
        update(notifications)
        .where(table.id.in_(union_all(*due)))
        .values(
            status=QUEUED,
            leased_until=bindparam("lease"),
            last_error=case((table.status == PENDING, table.last_error), else_=lost),
        )
        .returning(*CLAIMED, table.last_error)
    )


def _first(
    condition: ColumnElement[bool], order: ColumnElement[datetime], limit: ColumnElement[int]
) -> Select[tuple[int]]:
    """Rows that no other transaction has locked. In a subquery, so that each part of a union has its own limit."""
    found = select(table.id).where(condition).order_by(order).limit(limit).with_for_update(skip_locked=True).subquery()
    return select(found.c.id)


def longest_waiting(condition: ColumnElement[bool]) -> Select[tuple[int, datetime]]:
    """As many rows as one message may take; as `_first`, rows that no other transaction has locked."""
    order = (table.planned_for, table.id)
    found = select(table.id, table.planned_for).where(condition).order_by(*order).limit(GATHERED_AT_MOST - 1)
    locked = found.with_for_update(skip_locked=True).subquery()
    return select(locked.c.id, locked.c.planned_for)
