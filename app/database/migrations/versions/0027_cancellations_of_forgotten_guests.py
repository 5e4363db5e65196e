"""When forgotten guests have canceled within the last day, under a code, so that erasing oneself lifts no limit."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "forgotten_cancellations",
        sa.Column("id", Id, nullable=False),
        sa.Column("venue_id", sa.String(length=64), nullable=False),
        sa.Column("pseudonym", sa.String(length=64), nullable=False),
        sa.Column("canceled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forgotten_cancellations")),
    )
    op.create_index("ix_forgotten_cancellations", "forgotten_cancellations", ["venue_id", "pseudonym"])


def downgrade() -> None:
    op.drop_table("forgotten_cancellations")
