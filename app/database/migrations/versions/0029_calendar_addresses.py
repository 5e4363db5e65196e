"""The code in the address from which calendars read a guest's bookings."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

HAS_CALENDAR = sa.text("calendar_code IS NOT NULL")


def upgrade() -> None:
    op.add_column("guests", sa.Column("calendar_code", sa.String(length=32), nullable=True))
    op.create_index(
        "uq_guests_calendar_code",
        "guests",
        ["calendar_code"],
        unique=True,
        sqlite_where=HAS_CALENDAR,
        postgresql_where=HAS_CALENDAR,
    )


def downgrade() -> None:
    """Calendars read nothing any more: their guests have to ask for another address."""
    op.drop_index("uq_guests_calendar_code", "guests")
    op.drop_column("guests", "calendar_code")
