"""Settled notifications are found by time."""

from collections.abc import Sequence

from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_notifications_settled", "notifications", ["settled_at"])


def downgrade() -> None:
    op.drop_index("ix_notifications_settled", "notifications")
