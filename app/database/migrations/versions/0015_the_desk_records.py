"""What the desk records about a booking: when its guest came, a note, and why it was canceled."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # Columns without a default rewrite no row, on either database.
    op.add_column("bookings", sa.Column("seated_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("bookings", sa.Column("note", sa.Text(), nullable=True))
    op.add_column("booking_changes", sa.Column("remark", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("booking_changes", "remark")
    op.drop_column("bookings", "note")
    op.drop_column("bookings", "seated_at")
