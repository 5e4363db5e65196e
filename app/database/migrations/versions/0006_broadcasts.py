"""Broadcasts, and the notifications that are theirs."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IS_OF_BROADCAST = sa.text("broadcast_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", Id, nullable=False),
        sa.Column("venue_id", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=False),
        sa.Column("actor_telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
        sa.UniqueConstraint("venue_id", "request_key", name=op.f("uq_broadcasts_venue_id_request_key")),
    )
    # No foreign key: SQLite would write the whole ledger anew, and broadcasts are never deleted.
    op.add_column("notifications", sa.Column("broadcast_id", Id, nullable=True))
    op.create_index(
        "uq_notifications_broadcast",
        "notifications",
        ["broadcast_id", "kind", "chat_id"],
        unique=True,
        sqlite_where=IS_OF_BROADCAST,
        postgresql_where=IS_OF_BROADCAST,
    )


def downgrade() -> None:
    op.drop_index("uq_notifications_broadcast", "notifications")
    op.execute("DELETE FROM notifications WHERE broadcast_id IS NOT NULL")
    op.drop_column("notifications", "broadcast_id")
    op.drop_table("broadcasts")
