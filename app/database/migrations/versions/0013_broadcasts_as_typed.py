"""What an admin typed for a broadcast, entity by entity. Earlier broadcasts have only their HTML."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # A column without a default rewrites no row, on either database.
    op.add_column("broadcasts", sa.Column("typed", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("broadcasts", "typed")
