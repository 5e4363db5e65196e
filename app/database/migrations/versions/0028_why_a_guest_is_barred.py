"""Why a guest is barred, for the desk."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("guests", sa.Column("bar_reason", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("guests", "bar_reason")
