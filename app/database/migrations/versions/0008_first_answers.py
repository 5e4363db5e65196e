"""What the request that made a booking was answered."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # Columns without a default rewrite no row, on either database.
    op.add_column("bookings", sa.Column("first_ends_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("bookings", sa.Column("first_changeable_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("bookings", "first_changeable_until")
    op.drop_column("bookings", "first_ends_at")
