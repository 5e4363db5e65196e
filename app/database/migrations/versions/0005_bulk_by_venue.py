"""What is pending by urgency, and of bulk by venue: a scheduler takes of each as much as its bot can send."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

IS_PENDING = sa.text("status = 'pending'")
IS_PENDING_URGENT = sa.text("status = 'pending' AND urgency = 'urgent'")
IS_PENDING_BULK = sa.text("status = 'pending' AND urgency = 'bulk'")


def upgrade() -> None:
    _index("ix_notifications_urgent", ["due_at"], IS_PENDING_URGENT)
    _index("ix_notifications_bulk", ["venue_id", "due_at"], IS_PENDING_BULK)
    op.drop_index("ix_notifications_due", "notifications")


def downgrade() -> None:
    _index("ix_notifications_due", ["urgency", "due_at"], IS_PENDING)
    op.drop_index("ix_notifications_bulk", "notifications")
    op.drop_index("ix_notifications_urgent", "notifications")


def _index(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "notifications", columns, sqlite_where=where, postgresql_where=where)
