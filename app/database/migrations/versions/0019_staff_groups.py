"""Staff groups: the id of the supergroup that each has become, and what admins were told of."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "staff_groups",
        sa.Column("venue_id", sa.String(length=64), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("moved_to", sa.BigInteger(), nullable=True),
        sa.Column("trouble", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("venue_id", "chat_id", name=op.f("pk_staff_groups")),
    )


def downgrade() -> None:
    op.drop_table("staff_groups")
