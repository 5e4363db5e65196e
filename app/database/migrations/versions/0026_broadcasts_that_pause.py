"""When a broadcast was paused; and guests who want no news."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("broadcasts", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("guests", sa.Column("declines_news", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """A paused broadcast stays one that sends nothing: to send it, resume it before."""
    op.drop_column("guests", "declines_news")
    op.drop_column("broadcasts", "paused_at")
