"""Give notifications a subject and a deduplication key.

Guests book while it runs, with the release before. So the columns have no default, a trigger fills them in
the rows that it writes, old rows are filled in small transactions, and the index is built while it is still empty.
After an interruption run it again: it continues where it was. Reasons and costs: docs/decisions/0013.
"""

import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BATCH = 2000
"""Ids for each transaction: it holds its locks, or SQLite's one lock, for some tens of milliseconds."""
SHARE = 1
"""The pause after a batch, as a multiple of its duration: it leaves time for guests' transactions."""
LOCK_TIMEOUT_MS = 1000
"""How long the change of the table may wait for its lock. Later transactions wait behind it."""
LOCK_TRIES = 300
LOCK_PAUSE = 2.0
"""Seconds until the next try. A running backup, which blocks the lock, may take minutes."""
LOCK_NOT_AVAILABLE = "55P03"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {
    "subject_type": sa.String(length=16),
    "subject_id": Id,
    "deduplication_key": sa.String(length=160),
}
INDEX = "uq_notifications_subject"
HAS_SUBJECT = sa.text("subject_id IS NOT NULL")
SETTLED, SETTLED_ONLY = "ix_notifications_settled", "ix_notifications_settled_only"
IS_SETTLED = sa.text("settled_at IS NOT NULL")
VALUES = {
    "subject_type": "CASE WHEN {row}booking_id IS NOT NULL THEN 'booking'"
    " WHEN {row}broadcast_id IS NOT NULL THEN 'broadcast' ELSE 'service' END",
    "subject_id": "coalesce({row}booking_id, {row}broadcast_id)",
    "deduplication_key": "{row}kind || '/' || {row}variant || '/' || CAST({row}chat_id AS VARCHAR)"
    " || '/' || CAST({row}time_version AS VARCHAR)",
}
"""The columns' values, computed from those of the release before. `{row}` is a prefix of its columns."""

SQLITE_TRIGGER = """
CREATE TRIGGER notifications_name_subject AFTER INSERT ON notifications WHEN NEW.subject_type IS NULL
BEGIN
    UPDATE notifications SET {assignments} WHERE id = NEW.id;
END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION notifications_name_subject() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {assignments}
    RETURN NEW;
END
$$
"""
POSTGRESQL_TRIGGER = """
CREATE TRIGGER notifications_name_subject BEFORE INSERT ON notifications
FOR EACH ROW WHEN (NEW.subject_type IS NULL) EXECUTE FUNCTION notifications_name_subject()
"""


def upgrade() -> None:
    if COLUMNS.keys().isdisjoint(_columns()):
        _change_table()
    with op.get_context().autocommit_block():
        _index_subjects()
        _fill()
        if _on_postgresql():
            _leave_unsettled_out_of_index()


def downgrade() -> None:
    """Drop the columns: the release before has all that it needs in its own. SQLite rewrites the whole table.

    The index on settled rows stays as it is: it serves that release as well.
    """
    if _on_postgresql():
        op.execute("DROP TRIGGER notifications_name_subject ON notifications")
        op.execute("DROP FUNCTION notifications_name_subject()")
    else:
        op.execute("DROP TRIGGER notifications_name_subject")
    op.drop_index(INDEX, "notifications")
    for name in reversed(COLUMNS):
        op.drop_column("notifications", name)


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _columns() -> set[str]:
    return {column["name"] for column in sa.inspect(op.get_bind()).get_columns("notifications")}


def _change_table() -> None:
    """Add the columns and the trigger in one transaction, so that no row is written without a subject after it."""
    if not _on_postgresql():
        _add_columns()
        assignments = ", ".join(f"{name} = {value.format(row='NEW.')}" for name, value in VALUES.items())
        op.execute(SQLITE_TRIGGER.format(assignments=assignments))
        return
    assignments = " ".join(f"NEW.{name} := {value.format(row='NEW.')};" for name, value in VALUES.items())
    op.execute(POSTGRESQL_FUNCTION.format(assignments=assignments))
    for _ in range(LOCK_TRIES):
        try:
            with op.get_bind().begin_nested():
                op.execute(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
                _add_columns()
                op.execute(POSTGRESQL_TRIGGER)
        except sa.exc.DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                raise
            time.sleep(LOCK_PAUSE)
        else:
            return
    raise TimeoutError("notifications is locked, perhaps by a backup: run the migration again after it")


def _add_columns() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("notifications", sa.Column(name, kind, nullable=True))


def _index_subjects() -> None:
    """Create the index: on PostgreSQL concurrently with writers; on SQLite these wait while it reads the table once."""
    if _on_postgresql():
        _drop_if_invalid(INDEX)
    op.create_index(
        INDEX,
        "notifications",
        list(COLUMNS),
        unique=True,
        if_not_exists=True,
        sqlite_where=HAS_SUBJECT,
        postgresql_where=HAS_SUBJECT,
        postgresql_concurrently=_on_postgresql(),
    )


def _leave_unsettled_out_of_index() -> None:
    """Make up for the additional index: at each change of a row PostgreSQL writes an entry into every index with it."""
    _drop_if_invalid(SETTLED_ONLY)
    op.create_index(
        SETTLED_ONLY,
        "notifications",
        ["settled_at"],
        if_not_exists=True,
        postgresql_where=IS_SETTLED,
        postgresql_concurrently=True,
    )
    op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {SETTLED}")
    op.execute(f"ALTER INDEX {SETTLED_ONLY} RENAME TO {SETTLED}")


def _drop_if_invalid(index: str) -> None:
    # An interrupted concurrent build leaves an invalid index.
    valid = sa.text("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)")
    if op.get_bind().execute(valid, {"name": index}).scalar() is False:
        op.execute(f"DROP INDEX CONCURRENTLY {index}")


def _fill() -> None:
    """Fill old rows by ranges of ids. Rows that are locked by others are skipped, and filled in the next round."""
    # Otherwise a transaction that locks many rows in another order could deadlock with this one.
    skipping = " FOR UPDATE SKIP LOCKED" if _on_postgresql() else ""
    assignments = ", ".join(f"{name} = {value.format(row='')}" for name, value in VALUES.items())
    fill = sa.text(
        f"UPDATE notifications SET {assignments} WHERE id IN (SELECT id FROM notifications"  # noqa: S608  our own words
        f" WHERE id >= :first AND id < :beyond AND subject_type IS NULL{skipping})"
    )
    bind = op.get_bind()
    last: int = bind.execute(sa.text("SELECT coalesce(max(id), 0) FROM notifications")).scalar_one()
    empty = sa.text("SELECT min(id) FROM notifications WHERE subject_type IS NULL")
    while first := bind.execute(empty).scalar():
        for begin in range(first, last + 1, BATCH):
            begun = time.monotonic()
            bind.execute(fill, {"first": begin, "beyond": begin + BATCH})
            time.sleep(SHARE * (time.monotonic() - begun))
