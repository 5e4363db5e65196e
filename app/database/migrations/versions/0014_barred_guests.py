"""Whom the venue has barred, how old a guest's name is, and when the next alert about a guest may be sent."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COLUMNS = ("alerts_spread_until", "bar_changed_by", "bar_changed_at", "is_barred", "profile_at")


def upgrade() -> None:
    # Columns that are null or have a constant default rewrite no row, on either database.
    op.add_column("guests", sa.Column("profile_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("guests", sa.Column("is_barred", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("guests", sa.Column("bar_changed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("guests", sa.Column("bar_changed_by", sa.BigInteger(), nullable=True))
    op.add_column("guests", sa.Column("alerts_spread_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_column("guests", column)
