"""Guests who wait for a place, what they are offered, and when a place may have become free."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IS_OPEN = sa.text("ended_at IS NULL")
HELD = "SELECT id FROM bookings WHERE status = 'held'"


def upgrade() -> None:
    op.create_table(
        "waits",
        sa.Column("id", Id, nullable=False),
        sa.Column("venue_id", sa.String(length=64), nullable=False),
        sa.Column("guest_id", Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("party_size", sa.Integer(), nullable=True),
        sa.Column("specialty", sa.String(length=64), nullable=True),
        sa.Column("service_id", sa.String(length=64), nullable=True),
        sa.Column("place_id", sa.String(length=64), nullable=True),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=16), nullable=True),
        sa.CheckConstraint("begins_at < ends_at", name=op.f("ck_waits_order")),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name=op.f("fk_waits_guest_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waits")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_waits_day", "waits", ["venue_id", "day"], sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
    op.create_index("ix_waits_guest", "waits", ["guest_id"])
    op.create_index("ix_waits_end", "waits", ["ends_at"])
    op.create_table(
        "wait_offers",
        sa.Column("id", Id, nullable=False),
        sa.Column("wait_id", Id, nullable=False),
        sa.Column("booking_id", Id, nullable=True),
        sa.Column("place_id", sa.String(length=64), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["wait_id"], ["waits.id"], name=op.f("fk_wait_offers_wait_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_wait_offers_booking_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait_offers")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_wait_offers_wait", "wait_offers", ["wait_id"])
    op.create_index("ix_wait_offers_booking", "wait_offers", ["booking_id"])
    for name, column, is_unique in (
        ("uq_wait_offers_open", "wait_id", True),
        ("ix_wait_offers_held", "held_until", False),
    ):
        op.create_index(name, "wait_offers", [column], unique=is_unique, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
    op.create_table(
        "openings",
        sa.Column("id", Id, nullable=False),
        sa.Column("venue_id", sa.String(length=64), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_openings")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_openings_due", "openings", ["due_at"])


def downgrade() -> None:
    # The release before would take a held place for a booking of its guest. SQLite does not enforce foreign keys here.
    op.execute(f"DELETE FROM booking_resources WHERE booking_id IN ({HELD})")  # noqa: S608  our own words
    op.execute(f"DELETE FROM bookings WHERE id IN ({HELD})")  # noqa: S608
    for name in ("openings", "wait_offers", "waits"):
        op.drop_table(name)
