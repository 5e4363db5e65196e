"""What a guest was promised, and what an admin decided when the catalogue changed.

Rows of an earlier release keep nulls: which zone they were promised in is not in the database. The first comparison
with the catalogue after the start of web fills them, with the zone of then (decision 22).
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Columns without a default rewrite no row, on either database.
COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {
    "standing_version": sa.Integer(),
    "promised_local_start": sa.DateTime(timezone=False),
    "promised_specialty": sa.String(64),
    "accepted_misfits": sa.String(120),
    "undecided_since": sa.DateTime(timezone=True),
}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("bookings", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("bookings", name)
