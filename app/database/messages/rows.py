"""A row of the ledger, from and to what the domain knows of it."""

from sqlalchemy import ColumnElement, RowMapping, and_

from app.database.messages.payloads import UnknownPayloadError, from_json, to_json
from app.database.tables import notifications
from app.domain.messages.kinds import Subject, Urgency
from app.domain.messages.notifications import (
    AnyNotification,
    Claimed,
    FailedNotification,
    Failure,
    NewNotification,
    Notification,
    UnknownNotification,
)


def to_row(venue_id: str, new: NewNotification, trace: str | None) -> dict[str, object]:
    """The columns that say what the message is, and what caused it; the ledger adds where it stands."""
    subject = new.kind.rule.subject
    return {
        "venue_id": venue_id,
        "subject_type": subject,
        "subject_id": new.subject_id,
        "deduplication_key": new.deduplication_key,
        "booking_id": new.subject_id if subject is Subject.BOOKING else None,
        "broadcast_id": new.subject_id if subject is Subject.BROADCAST else None,
        "kind": new.kind,
        "variant": new.payload.variant,
        "chat_id": new.chat_id,
        "time_version": new.time_version,
        "urgency": new.urgency,
        "facts": to_json(new.payload),
        "planned_for": new.due_at,
        "due_at": new.due_at,
        "expires_at": new.expires_at,
        "message_id": new.message_id,
        "attempts": 0,
        "trace": trace,
    }


def is_about(subject: Subject, subject_id: int) -> ColumnElement[bool]:
    """The notifications about one booking or broadcast: a range of the index on subjects."""
    return and_(notifications.c.subject_type == subject, notifications.c.subject_id == subject_id)


def to_claimed(row: RowMapping) -> Claimed:
    return Claimed(row["id"], row["kind"], Urgency(row["urgency"]), row["due_at"])


def to_notification(row: RowMapping) -> AnyNotification:
    """Never raises for what another release may have written."""
    try:
        payload = from_json(row["kind"], row["variant"], row["facts"])
    except UnknownPayloadError as error:
        return UnknownNotification(
            id=row["id"],
            venue_id=row["venue_id"],
            kind=row["kind"],
            chat_id=row["chat_id"],
            planned_for=row["planned_for"],
            expires_at=row["expires_at"],
            attempts=row["attempts"],
            reason=str(error),
            trace=row["trace"],
        )
    return Notification(
        payload=payload,
        chat_id=row["chat_id"],
        due_at=row["due_at"],
        expires_at=row["expires_at"],
        subject_id=row["subject_id"],
        time_version=row["time_version"],
        id=row["id"],
        venue_id=row["venue_id"],
        planned_for=row["planned_for"],
        attempts=row["attempts"],
        message_id=row["message_id"],
        trace=row["trace"],
    )


def to_failed(row: RowMapping) -> FailedNotification:
    return FailedNotification(to_notification(row), Failure(row["failure"]), row["last_error"], row["settled_at"])
