"""Bookings move, and requests are told apart."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("bookings", sa.Column("request_digest", sa.String(length=64), nullable=True))
    op.add_column("booking_changes", sa.Column("old_resource_id", sa.String(length=64), nullable=True))
    op.add_column("booking_changes", sa.Column("old_starts_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("booking_changes", "old_starts_at")
    op.drop_column("booking_changes", "old_resource_id")
    op.drop_column("bookings", "request_digest")
