"""Guests for whom an admin has booked, who are not in Telegram; phone numbers; and how a booking was made."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("guests", sa.Column("phone", sa.String(length=16), nullable=True))
    op.add_column("bookings", sa.Column("source", sa.String(length=16), nullable=True))
    # SQLite rewrites the guests, which takes about a second for a hundred thousand.
    with op.batch_alter_table("guests") as guests:
        guests.alter_column("telegram_id", existing_type=sa.BigInteger(), nullable=True)
    op.create_index("ix_guests_phone", "guests", ["venue_id", "phone"])


def downgrade() -> None:
    """Refuses while there are guests without Telegram, whom the release before cannot represent.

    To run the release before, the downgrade is not needed.
    """
    without = sa.text("SELECT count(*) FROM guests WHERE telegram_id IS NULL")
    if number := op.get_bind().execute(without).scalar_one():
        raise RuntimeError(f"{number} guests without Telegram must be deleted first, with their bookings")
    op.drop_index("ix_guests_phone", "guests")
    with op.batch_alter_table("guests") as guests:
        guests.alter_column("telegram_id", existing_type=sa.BigInteger(), nullable=False)
    op.drop_column("bookings", "source")
    op.drop_column("guests", "phone")
