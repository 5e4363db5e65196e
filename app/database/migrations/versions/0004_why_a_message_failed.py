"""Why a message failed for good, in a word that can be counted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("notifications", sa.Column("failure", sa.String(length=16), nullable=True))
    # Nobody counted reasons before; `last_error` says what each was.
    op.execute("UPDATE notifications SET failure = 'refused' WHERE status = 'failed'")


def downgrade() -> None:
    op.drop_column("notifications", "failure")
