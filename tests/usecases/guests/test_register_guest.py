"""Whatever an account says about itself, both databases store the guest alike."""

import pytest

from app.database.guests import TelegramUser
from app.usecases.guests.register_guest import RegisterGuest
from tests.databases import OpenDatabase
from tests.harness import Harness


@pytest.mark.parametrize(
    ("user", "stored"),
    [
        (TelegramUser(1, "An\x00na", "ann\x00a", "ru\x00"), TelegramUser(1, "Anna", "anna", "ru")),
        (TelegramUser(1, "Anna", None, "x" * 36), TelegramUser(1, "Anna", None, "x" * 35)),
        (TelegramUser(1, "\u202e \u3164\x00", None, None), TelegramUser(1, "", None, None)),
    ],
)
async def test_what_cannot_be_stored_or_seen_is_cleaned(
    database: OpenDatabase, user: TelegramUser, stored: TelegramUser
) -> None:
    harness = Harness(database)
    register = harness.get(RegisterGuest)
    guest = await register(harness.venue, user)
    again = await register(harness.venue, user)
    assert again == guest
    assert guest.telegram_id == stored.telegram_id
    assert (guest.name, guest.username, guest.language_code) == (stored.name, stored.username, stored.language_code)
