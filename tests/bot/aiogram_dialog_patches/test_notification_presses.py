"""A press under a notification opens a dialog below it; the notification is neither edited nor deleted."""

from aiogram import Bot
from aiogram.types import CallbackQuery, InaccessibleMessage
from aiogram_dialog.api.entities import NewMessage, OldMessage
from aiogram_dialog.test_tools import MockMessageManager
from aiogram_dialog.utils import CB_SEP, intent_callback_data

from app.bot.aiogram_dialog_patches.notification_presses import KeepPressedMessage, is_press_of_no_dialog
from tests.bot.aiogram_dialog_patches.plain import UNDER_NOTIFICATION, PlainBot

NOTIFICATION = 77
"""The id of the message that a notification was sent as."""


class Recording(MockMessageManager):
    """Records for each window the message that it replaced."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library gives no types
        self.replaced: list[int | None] = []

    async def show_message(self, bot: Bot, new_message: NewMessage, old_message: OldMessage | None) -> OldMessage:
        self.replaced.append(old_message.message_id if old_message else None)
        shown: OldMessage = await super().show_message(bot, new_message, old_message)
        return shown


async def press_under_notification(bot: PlainBot) -> None:
    await bot.client.send("/start")
    await bot.press(UNDER_NOTIFICATION, NOTIFICATION)
    assert bot.window.text == "second"


async def test_contract_plain_library_replaces_the_pressed_message() -> None:
    messages = Recording()
    await press_under_notification(PlainBot(messages=messages))
    assert messages.replaced == [None, NOTIFICATION]


async def test_the_window_is_replaced_and_the_notification_stays() -> None:
    messages = Recording()
    bot = PlainBot(messages=messages)
    bot.notifications.callback_query.outer_middleware(KeepPressedMessage())
    await press_under_notification(bot)
    window_before = 1
    assert messages.replaced == [None, window_before]


async def test_press_without_a_message_goes_on_as_it_is() -> None:
    async def handle(event: object, _data: object) -> object:
        return event

    bot = PlainBot()
    press = CallbackQuery(id="1", from_user=bot.client.user, chat_instance="-", data=UNDER_NOTIFICATION)
    assert await KeepPressedMessage()(handle, press, {}) is press


def test_contract_inaccessible_messages_have_a_chat_and_an_id() -> None:
    assert {"chat", "message_id"} <= InaccessibleMessage.model_fields.keys()


async def test_contract_presses_of_dialogs_are_known_by_the_separator() -> None:
    bot = PlainBot()
    of_dialog = CallbackQuery(
        id="1", from_user=bot.client.user, chat_instance="-", data=intent_callback_data("intent", "on")
    )
    assert CB_SEP in str(of_dialog.data)
    assert not await is_press_of_no_dialog(of_dialog)
    assert await is_press_of_no_dialog(of_dialog.model_copy(update={"data": UNDER_NOTIFICATION}))
    assert await is_press_of_no_dialog(of_dialog.model_copy(update={"data": None}))
