"""What a guest answered to a reminder."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # Columns without a default rewrite no row, on either database.
    op.add_column("bookings", sa.Column("late_minutes", sa.Integer(), nullable=True))
    op.add_column("bookings", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("bookings", sa.Column("answered_version", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("bookings", "answered_version")
    op.drop_column("bookings", "answered_at")
    op.drop_column("bookings", "late_minutes")
