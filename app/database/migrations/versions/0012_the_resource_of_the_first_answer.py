"""Which resource the request that made a booking was answered with: it may have left the choice to the venue."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # A column without a default rewrites no row, on either database.
    op.add_column("bookings", sa.Column("first_resource_id", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column("bookings", "first_resource_id")
