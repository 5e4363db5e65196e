"""Let the database itself refuse overlapping bookings of a resource, whatever their lengths, buffers and joined tables.

Triggers keep `booking_resources` equal to the live bookings, also those that the release before writes while this
runs. On PostgreSQL bookings are locked while the live ones are copied; finished ones are not read. After an
interruption run it again: it continues where it was. Reasons: docs/decisions/0021.
"""

import time
from collections.abc import Callable, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LOCK_TIMEOUT_MS = 1000
"""How long a change of `bookings` may wait for its lock. Later transactions wait behind it."""
LOCK_TRIES = 300
LOCK_PAUSE = 2.0
"""Seconds until the next try. A running backup, which blocks the lock, may take minutes."""
LOCK_NOT_AVAILABLE = "55P03"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIVE = "('held', 'booked')"
LIVE_SLOT = "uq_bookings_live_slot"
IS_LIVE = sa.text(f"status IN {LIVE}")
OVERLAP = "ex_booking_resources_overlap"
DERIVED_FROM = "status, resource_id, starts_at, ends_at, buffer_minutes"
COPY_LIVE = f"UPDATE bookings SET status = status WHERE status IN {LIVE}"  # noqa: S608  our own words
"""Fires the trigger, so that the rows of old bookings are made as those of new ones."""

POSTGRESQL_FUNCTION = f"""
CREATE FUNCTION bookings_take_resources() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM booking_resources WHERE booking_id = NEW.id;
    END IF;
    IF NEW.status IN {LIVE} THEN
        INSERT INTO booking_resources (booking_id, venue_id, resource_id, busy_from, busy_until)
        SELECT NEW.id, NEW.venue_id, taken, NEW.starts_at,
               NEW.ends_at + make_interval(mins => coalesce(NEW.buffer_minutes, 0))
        FROM unnest(string_to_array(NEW.resource_id, '+')) AS taken;
    END IF;
    RETURN NULL;
END
$$
"""  # noqa: S608  our own words
POSTGRESQL_TRIGGER = f"""
CREATE TRIGGER bookings_take_resources AFTER INSERT OR UPDATE OF {DERIVED_FROM} ON bookings
FOR EACH ROW EXECUTE FUNCTION bookings_take_resources()
"""
POSTGRESQL_CONSTRAINT = f"""
ALTER TABLE booking_resources ADD CONSTRAINT {OVERLAP}
EXCLUDE USING gist (venue_id WITH =, resource_id WITH =, tstzrange(busy_from, busy_until) WITH &&)
"""

# SQLite keeps instants as texts of equal form, which strftime gives with three digits less.
SQLITE_ROWS = f"""
INSERT INTO booking_resources (booking_id, venue_id, resource_id, busy_from, busy_until)
SELECT NEW.id, NEW.venue_id, taken.value, NEW.starts_at,
       CASE WHEN coalesce(NEW.buffer_minutes, 0) = 0 THEN NEW.ends_at
       ELSE strftime('%Y-%m-%d %H:%M:%f', NEW.ends_at, '+' || NEW.buffer_minutes || ' minutes') || '000' END
FROM json_each('["' || replace(NEW.resource_id, '+', '","') || '"]') AS taken
WHERE NEW.status IN {LIVE};
"""  # noqa: S608  our own words
SQLITE_RELEASE = "DELETE FROM booking_resources WHERE booking_id = NEW.id;"
# Rows of a resource never overlap, so the last one that begins before the new one's end is the only one that can.
SQLITE_OVERLAP = f"""
WHEN (
    SELECT busy_until FROM booking_resources
    WHERE venue_id = NEW.venue_id AND resource_id = NEW.resource_id AND busy_from < NEW.busy_until
    AND booking_id <> NEW.booking_id ORDER BY busy_from DESC LIMIT 1
) > NEW.busy_from
BEGIN
    SELECT RAISE(ABORT, 'EXCLUDE constraint failed: {OVERLAP}');
END
"""  # noqa: S608  our own words
SQLITE_TRIGGERS = {
    "booking_resources_overlap_insert": f"BEFORE INSERT ON booking_resources {SQLITE_OVERLAP}",
    "booking_resources_overlap_update": f"BEFORE UPDATE ON booking_resources {SQLITE_OVERLAP}",
    "bookings_take_resources_insert": f"AFTER INSERT ON bookings BEGIN {SQLITE_ROWS} END",
    "bookings_take_resources_update": f"AFTER UPDATE OF {DERIVED_FROM} ON bookings"
    f" BEGIN {SQLITE_RELEASE} {SQLITE_ROWS} END",
}


def upgrade() -> None:
    if not sa.inspect(op.get_bind()).has_table("booking_resources"):
        _create_table()
        if _on_postgresql():
            # Trusted since PostgreSQL 13: the owner of the database may create it.
            op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
            op.execute(POSTGRESQL_CONSTRAINT)
            op.execute(POSTGRESQL_FUNCTION)
            _when_unlocked(_derive)
        else:
            _derive()
    if _on_postgresql():
        with op.get_context().autocommit_block():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {LIVE_SLOT}")
    else:
        op.drop_index(LIVE_SLOT, "bookings")


def downgrade() -> None:
    """Refuses while a live booking has joined tables, which the release before cannot represent.

    To run the release before, the downgrade is not needed: the triggers serve its bookings as well.
    """
    joined = sa.text(f"SELECT count(*) FROM bookings WHERE status IN {LIVE} AND resource_id LIKE '%+%'")  # noqa: S608
    if number := op.get_bind().execute(joined).scalar_one():
        raise RuntimeError(f"{number} bookings of joined tables must be moved to single tables or canceled first")
    if _on_postgresql():
        op.execute("DROP TRIGGER bookings_take_resources ON bookings")
        op.execute("DROP FUNCTION bookings_take_resources()")
    else:
        for name in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
    op.create_index(
        LIVE_SLOT,
        "bookings",
        ["venue_id", "resource_id", "starts_at"],
        unique=True,
        sqlite_where=IS_LIVE,
        postgresql_where=IS_LIVE,
    )
    op.drop_table("booking_resources")
    op.drop_column("bookings", "buffer_minutes")
    op.drop_column("bookings", "service_id")


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _create_table() -> None:
    op.create_table(
        "booking_resources",
        sa.Column("booking_id", Id, nullable=False),
        sa.Column("venue_id", sa.String(length=64), nullable=False),
        sa.Column("resource_id", sa.String(length=64), nullable=False),
        sa.Column("busy_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("busy_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("booking_id", "resource_id", name=op.f("pk_booking_resources")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_booking_resources_booking_id"), ondelete="CASCADE"
        ),
    )
    op.create_index("ix_booking_resources_busy", "booking_resources", ["venue_id", "resource_id", "busy_from"])


def _derive() -> None:
    """Add the columns and the triggers, and let these make the rows of the live bookings, in one transaction."""
    op.add_column("bookings", sa.Column("service_id", sa.String(length=64), nullable=True))
    op.add_column("bookings", sa.Column("buffer_minutes", sa.Integer(), nullable=True))
    if _on_postgresql():
        op.execute(POSTGRESQL_TRIGGER)
    else:
        for name, trigger in SQLITE_TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {trigger}")
    op.execute(COPY_LIVE)


def _when_unlocked(change: Callable[[], None]) -> None:
    for _ in range(LOCK_TRIES):
        try:
            with op.get_bind().begin_nested():
                op.execute(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
                change()
        except sa.exc.DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                raise
            time.sleep(LOCK_PAUSE)
        else:
            return
    raise TimeoutError("bookings is locked, perhaps by a backup: run the migration again after it")
