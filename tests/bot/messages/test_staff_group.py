"""Alerts in a group of the staff, as Telegram shows them there, and what their buttons open."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app.bot.messages.buttons import AskToCancel, OpenBooking, OpenUndecided
from app.bot.messages.link_buttons import LinkButton, read_link
from app.bot.venue_bots import VenueBots
from app.domain.bookings import LARGEST_ID
from app.domain.venues import StaffGroup, Venues
from app.sandbox.chat_user import ChatUser
from app.sandbox.group import Group
from app.sandbox.model import Message
from tests.bot.steps import book, press_all, window
from tests.product import A_FEW_SECONDS, CLINIC, MARIA, RESTAURANT, TOKENS, VERA, Product

GROUP, SUPERGROUP, TOPIC = -400500, -1001234567890, 42
NIGHT = timedelta(hours=11)


async def name_group(product: Product, group: StaffGroup | None) -> None:
    """Let the settings name another staff group for the restaurant."""
    venues, bots = await product.container.get(Venues), await product.container.get(VenueBots)
    assert isinstance(venues, dict)
    served = bots.of_venue(RESTAURANT)
    venues[RESTAURANT] = replace(venues[RESTAURANT], staff_group=group)
    bots._by_bot[served.bot.id] = bots._by_venue[RESTAURANT] = replace(served, venue=venues[RESTAURANT])


@pytest.fixture
async def group(product: Product) -> Group:
    """A supergroup with a topic for the alerts."""
    await name_group(product, StaffGroup(SUPERGROUP, TOPIC))
    return product.sandbox.add_group(SUPERGROUP, TOKENS[RESTAURANT], {TOPIC})


def links(message: Message) -> dict[str, str]:
    """The arguments of /start in a message's links, by the text of the button."""
    buttons = [button for row in message.inline_keyboard for button in row]
    assert all(set(button) == {"text", "url"} for button in buttons), "only links work in a group"
    return {button["text"]: parse_qs(urlsplit(button["url"]).query)["start"][0] for button in buttons}


def private_alerts(user: ChatUser) -> list[str]:
    return [message.text for message in user.messages if message.text.startswith(("🆕", "❌", "⚠️"))]


async def test_an_alert_comes_once_into_the_topic_and_is_edited_there(
    product: Product, group: Group, vera: ChatUser, anna: ChatUser
) -> None:
    await book(anna)
    await product.advance(A_FEW_SECONDS)
    (alert,) = group.messages
    assert alert.text.startswith("🆕 Новая бронь")
    assert (alert.topic_id, alert.silent) == (TOPIC, False)
    assert private_alerts(vera) == []

    await press_all(anna, "Отменить бронь", "Да, отменить")
    await product.advance(A_FEW_SECONDS)
    first, second = group.messages
    assert "отмен" in first.text
    assert first.edited_at
    assert second.text.startswith("❌ Бронь отменена")
    assert second.topic_id == TOPIC
    assert links(first).keys() == links(second).keys() == {"Открыть бронь"}
    assert private_alerts(vera) == []


async def test_the_links_open_the_booking_for_an_admin_and_for_nobody_else(
    product: Product, group: Group, vera: ChatUser, anna: ChatUser
) -> None:
    await book(anna)
    await product.advance(A_FEW_SECONDS)
    opens, cancels = links(group.messages[0]).values()
    await vera.write(f"/start {opens}")
    assert "Анна Смирнова" in window(vera).text
    assert "18:00" in window(vera).text
    await vera.write(f"/start {cancels}")
    assert window(vera).buttons[0] == ["Да, отменить"]

    maria = product.person(MARIA)
    for argument in (opens, cancels, "undecided", "open-999999"):
        await maria.write(f"/start {argument}")
        assert "Анна" not in window(maria).text
        assert any("устарела" in message.text for message in maria.messages)


async def test_an_alert_of_the_night_makes_no_sound_in_the_group(
    product: Product, group: Group, anna: ChatUser
) -> None:
    await product.advance(NIGHT)
    await book(anna)
    await product.advance(A_FEW_SECONDS)
    assert [message.silent for message in group.messages if message.text.startswith("🆕")] == [True]


async def test_alerts_come_to_general_when_the_topic_is_deleted_and_the_admin_is_told_why(
    product: Product, group: Group, vera: ChatUser, anna: ChatUser
) -> None:
    group.delete_topic(TOPIC)
    await book(anna)
    await product.advance(A_FEW_SECONDS)
    (alert,) = group.messages
    assert alert.text.startswith("🆕")
    assert alert.topic_id is None
    (news,) = private_alerts(vera)
    assert "тема" in news
    assert "message thread not found" in news


async def test_the_admin_gets_the_alerts_of_a_group_without_the_bot_and_is_told_why(
    product: Product, group: Group, vera: ChatUser, anna: ChatUser
) -> None:
    group.remove_bot()
    await book(anna)
    await product.advance(A_FEW_SECONDS)
    assert group.messages == []
    alerts = private_alerts(vera)
    assert [text[0] for text in sorted(alerts)] == ["⚠", "🆕"]
    assert any("bot was kicked from the supergroup chat" in text for text in alerts)
    (alert,) = [message for message in vera.messages if message.text.startswith("🆕")]
    await vera.press("Открыть бронь", alert)
    assert "Анна Смирнова" in window(vera).text


@pytest.mark.parametrize("is_told", [True, False])
async def test_alerts_follow_a_group_that_becomes_a_supergroup(product: Product, anna: ChatUser, is_told: bool) -> None:
    """Telegram's service messages may be read before the next alert, or not at all."""
    await name_group(product, StaffGroup(GROUP))
    group = product.sandbox.add_group(GROUP, TOKENS[RESTAURANT])
    await book(anna)
    await product.advance(A_FEW_SECONDS)
    if not is_told:
        product.sandbox.telegram.bots[TOKENS[RESTAURANT]].webhook.allowed_updates = ["callback_query"]  # type: ignore[union-attr]
    supergroup, deliveries = group.upgrade(SUPERGROUP)
    for delivery in deliveries:
        await delivery
    product.sandbox.api.calls.clear()
    product.sandbox.telegram.bots[TOKENS[RESTAURANT]].webhook.allowed_updates = None  # type: ignore[union-attr]
    await book(anna, "20:00")
    await product.advance(A_FEW_SECONDS)
    assert [message.text[0] for message in supergroup.messages] == ["🆕"]
    calls = product.sandbox.api.calls
    to_old = [call for call in calls if call.parameters.get("chat_id") == GROUP]
    assert len(to_old) == (0 if is_told else 1)


async def test_a_stop_and_a_start_are_told_to_the_group(product: Product, group: Group, vera: ChatUser) -> None:
    before = len(vera.messages)
    await product.demo.app.state.announce_stop()
    assert group.messages[-1].text.startswith("🔴")
    assert group.messages[-1].topic_id == TOPIC
    assert len(vera.messages) == before


async def test_another_venues_alerts_do_not_come_into_the_group(product: Product, group: Group) -> None:
    patient, admin = product.person(MARIA, CLINIC), product.person(VERA, CLINIC)
    await patient.write("/start")
    await admin.write("/start")
    await press_all(patient, "📝 Записаться", "🩺 Терапия", "24", "10:00", "✅ Подтвердить")
    await product.advance(A_FEW_SECONDS)
    assert group.messages == []
    assert private_alerts(admin)


@pytest.mark.parametrize(
    "button", [OpenBooking(booking_id=LARGEST_ID), AskToCancel(booking_id=1), OpenUndecided()], ids=str
)
def test_a_link_carries_its_button(button: LinkButton) -> None:
    argument = button.pack().replace(":", "-")
    assert len(argument) <= 64
    assert read_link(argument) == button


@pytest.mark.parametrize("argument", ["", "book", "open", "open-", "open-0", "open--1", "open-1-2", "open-x", "Day-1"])
def test_anything_else_is_no_link_of_a_button(argument: str) -> None:
    assert read_link(argument) is None
