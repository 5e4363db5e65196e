"""What is still to become of the bookings that fall into a closure."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # Columns without a default rewrite no row, on either database. The closures of before count as finished.
    op.add_column("closures", sa.Column("remedy", sa.String(16), nullable=True))
    op.add_column("closures", sa.Column("reason", sa.Text(), nullable=True))


def downgrade() -> None:
    """The closures stay. Of one that is not finished the remaining bookings stand."""
    op.drop_column("closures", "reason")
    op.drop_column("closures", "remedy")
