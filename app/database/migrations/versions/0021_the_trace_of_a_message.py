"""The id under which the log has what caused a message."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # A column that is null rewrites no row, on either database.
    op.add_column("notifications", sa.Column("trace", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("notifications", "trace")
