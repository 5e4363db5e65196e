"""When guests agreed to offers, or declined them, and the version of the text.

For answers that were given before, both stay unknown.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("guests", sa.Column("offers_version", sa.String(length=32), nullable=True))
    op.add_column("guests", sa.Column("offers_agreed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("guests", sa.Column("offers_declined_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for column in ("offers_declined_at", "offers_agreed_at", "offers_version"):
        op.drop_column("guests", column)
