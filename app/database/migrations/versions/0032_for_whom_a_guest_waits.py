"""For whom a guest waits, where that is somebody else: the name and the year of birth."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # Columns without a default rewrite no row, on either database.
    op.add_column("waits", sa.Column("for_name", sa.Text(), nullable=True))
    op.add_column("waits", sa.Column("for_birth_year", sa.Integer(), nullable=True))


def downgrade() -> None:
    """The wishes stay, as those of the guests who wait."""
    op.drop_column("waits", "for_birth_year")
    op.drop_column("waits", "for_name")
