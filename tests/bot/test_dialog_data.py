"""The data of a dialog is read as it was written, or the press is answered like that of an old button."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiogram_dialog import DialogManager
from redis.asyncio import Redis

from app.bot.dialogs.bookings.draft import DRAFT, BookingDraft
from app.bot.dialogs.desk_booking.draft import DRAFT as DESK_DRAFT
from app.bot.dialogs.dialog_data import DialogData, PartOfDialogData, required
from app.domain.errors import NotFound
from app.sandbox.chat_user import ChatUser
from tests.bot.steps import TUESDAY, press_all, said, window
from tests.product import ANNA, Product

FULL = BookingDraft(
    resource_id="t1",
    day=date(2026, 11, 24),
    starts_at=datetime(2026, 11, 24, 15, 0, tzinfo=UTC),
    party_size=2,
    booking_id=7,
)


@dataclass(frozen=True, kw_only=True)
class Part:
    party_size: int | None = None
    specialty: str | None = None


PART = PartOfDialogData(Part)


def manager(data: dict[str, Any]) -> DialogManager:
    """A dialog manager that only has the dialog's data, as it is read from Redis."""
    return cast(DialogManager, SimpleNamespace(dialog_data=json.loads(json.dumps(data))))


def test_what_was_written_is_read_after_its_way_through_json() -> None:
    first = manager({})
    DRAFT.write(first, FULL)
    assert DRAFT.read(manager(first.dialog_data)) == FULL


def test_what_is_not_written_any_more_is_gone() -> None:
    first = manager({"specialty": "eye"})
    DRAFT.write(first, BookingDraft())
    assert first.dialog_data == {"without_service": False}


@pytest.mark.parametrize(
    "stored",
    [
        {"number_of_guests": 2},
        {"party_size": "two"},
        {"day": "tomorrow"},
        {"starts_at": "2026-11-24T15:00:00"},
    ],
    ids=["unknown", "no number", "no date", "no zone"],
)
def test_data_of_another_version_is_not_found(stored: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        DRAFT.read(manager(stored))


def test_data_without_a_field_that_is_needed_is_not_found() -> None:
    with pytest.raises(NotFound):
        DESK_DRAFT.read(manager({}))


def test_table_that_an_earlier_release_asked_for_first_is_the_one_to_be_booked() -> None:
    draft = DRAFT.read(manager({"resource_id": "t1", "starts_at": "2026-11-24T15:00:00+00:00"}))
    assert draft.proposed_id == "t1"
    with pytest.raises(NotFound):
        assert BookingDraft().proposed_id


def test_a_part_reads_and_writes_its_own_fields_and_leaves_the_others() -> None:
    shared = manager({"party_size": 2})
    assert PART.read(shared) == Part(party_size=2)
    PART.write(shared, Part(specialty="eye"))
    assert shared.dialog_data == {"specialty": "eye"}


def test_a_field_that_no_step_has_filled_is_not_found() -> None:
    assert required(0, "a number") == 0
    with pytest.raises(NotFound):
        required(None, "a number")


def test_only_dataclasses_are_data_of_a_dialog() -> None:
    with pytest.raises(TypeError):
        DialogData(dict)


async def test_press_in_an_unreadable_dialog_is_answered_like_an_old_button(product: Product, anna: ChatUser) -> None:
    redis = await product.container.get(Redis)
    await press_all(anna, "📝 Забронировать столик", "2")
    for key in await redis.keys(f"*{ANNA}*"):
        value = await redis.get(key)
        if isinstance(value, bytes) and b'"party_size"' in value:
            await redis.set(key, value.replace(b'"party_size": 2', b'"party_size": "two"'))
    await anna.press(TUESDAY)
    assert said(anna).startswith("Эта кнопка устарела")
    assert "Здравствуйте" in window(anna).text


async def test_press_in_a_dialog_of_another_version_leads_to_the_first_step(product: Product, anna: ChatUser) -> None:
    """As after a deployment without a field that the chat's dialog has stored."""
    redis = await product.container.get(Redis)
    await press_all(anna, "📝 Забронировать столик", "2")
    for key in await redis.keys(f"*{ANNA}*"):
        value = await redis.get(key)
        if isinstance(value, bytes) and b'"party_size"' in value:
            await redis.set(key, value.replace(b'"party_size"', b'"number_of_guests"'))
    await anna.press(TUESDAY)
    assert said(anna).startswith("Этого у нас больше нет")
    assert "Сколько" in window(anna).text
