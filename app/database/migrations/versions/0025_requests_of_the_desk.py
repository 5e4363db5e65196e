"""An index that finds the booking that a repeated request of the desk has made, also where its guest has no phone."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

IS_OF_DESK = sa.text("source IN ('phone', 'walk_in')")


def upgrade() -> None:
    op.create_index(
        "ix_bookings_request_of_desk",
        "bookings",
        ["venue_id", "request_key"],
        sqlite_where=IS_OF_DESK,
        postgresql_where=IS_OF_DESK,
    )


def downgrade() -> None:
    op.drop_index("ix_bookings_request_of_desk", "bookings")
