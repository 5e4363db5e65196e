"""Render windows with the product's own getters, as aiogram-dialog shows them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiogram import BaseMiddleware, Bot, Dispatcher
from aiogram.fsm.state import State
from aiogram.types import Message, TelegramObject, User
from aiogram_dialog import DialogManager, StartMode, setup_dialogs
from aiogram_dialog.api.entities import NewMessage, OldMessage
from aiogram_dialog.test_tools import BotClient, MockMessageManager
from aiogram_dialog.test_tools.bot_client import FakeBot
from aiogram_dialog.test_tools.memory_storage import JsonMemoryStorage
from dishka import AsyncContainer
from dishka.integrations.aiogram import setup_dishka

from app.bot.conversation import Conversation
from app.bot.dialogs import make_dialogs
from app.bot.states import (
    AdminPanel,
    BookingSteps,
    Broadcasting,
    Closing,
    DeskBooking,
    Exporting,
    FailedMessages,
    Menu,
    MyBookings,
)
from app.domain.guests import Guest
from app.domain.venues import Asks
from tools.preview.story import Story

FOR_ADMINS = {AdminPanel, Broadcasting, Closing, DeskBooking, Exporting, FailedMessages}
NOT_ASKED = {
    Asks.PARTY_SIZE: {BookingSteps.specialty, BookingSteps.service, BookingSteps.for_whom, MyBookings.move_service},
    Asks.SPECIALTY: {BookingSteps.party_size, AdminPanel.party, AdminPanel.party_place},
    Asks.SERVICE: {BookingSteps.party_size, BookingSteps.specialty, AdminPanel.party, AdminPanel.party_place},
}
"""The steps that a venue of each type does not have."""


@dataclass(frozen=True, slots=True)
class View:
    """One window to show: in which state, to whom, and what its dialog remembers."""

    state: State
    reader: Guest
    data: Mapping[str, Any]
    note: str = ""
    """What tells it from another view of the same window."""

    @property
    def title(self) -> str:
        return f"{self.state.state}{self.note}"


def views(story: Story) -> list[View]:
    """Every window that the venue has, in the order of the dialogs. Some are there twice, as they differ much."""
    seen = [
        View(
            state,
            story.admin if dialog.states_group() in FOR_ADMINS else story.guest,
            story.data[dialog.states_group()],
        )
        for dialog in make_dialogs()
        for state in dialog.states()
        if state not in NOT_ASKED[story.venue.booking.asks]
    ]
    return [
        *seen,
        View(Menu.main, story.admin, data={}, note=", to an admin"),
        View(Menu.main, story.staff, data={}, note=", to staff"),
        View(AdminPanel.day, story.staff, story.data[AdminPanel], note=", to staff"),
        View(AdminPanel.card, story.staff, story.data[AdminPanel], note=", to staff"),
        View(MyBookings.card, story.guest, data=story.past_booking, note=", of a past visit"),
    ]


class RecordingManager(MockMessageManager):
    """Keeps the messages that would be sent."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # aiogram-dialog gives it no types
        self.shown: list[NewMessage] = []

    async def show_message(self, bot: Bot, new_message: NewMessage, old_message: OldMessage | None) -> OldMessage:
        self.shown.append(new_message)
        shown: OldMessage = await super().show_message(bot, new_message, old_message)
        return shown


class NamedBot(FakeBot):
    """A bot without Telegram, that knows its name."""

    async def me(self) -> User:
        return User(id=self.id, is_bot=True, first_name="Preview", username="preview_bot")


class Renderer(BaseMiddleware):
    """A dispatcher with all dialogs, and one user, who is whom each view is for."""

    def __init__(self, container: AsyncContainer) -> None:
        self._messages = RecordingManager()
        dispatcher = Dispatcher(storage=JsonMemoryStorage())
        dispatcher.update.outer_middleware(self)
        setup_dishka(container, dispatcher)
        dispatcher.message.register(self._open)
        dispatcher.include_routers(*make_dialogs())
        setup_dialogs(dispatcher, message_manager=self._messages)
        self._client = BotClient(dispatcher, bot=NamedBot())  # type: ignore[no-untyped-call]
        self._conversation: Conversation | None = None
        self._view: View | None = None

    async def render(self, view: View, conversation: Conversation) -> NewMessage:
        """The window as the bot would send it. Raises what its getters and texts raise."""
        self._view, self._conversation = view, conversation
        self._messages.shown.clear()
        await self._client.send("show it")
        (message,) = self._messages.shown
        return message

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if self._conversation:
            data |= {
                "venue": self._conversation.venue,
                "guest": self._conversation.guest,
                "words": self._conversation.words,
            }
        return await handler(event, data)

    async def _open(self, _message: Message, dialog_manager: DialogManager) -> None:
        if self._view:
            await dialog_manager.start(self._view.state, dict(self._view.data), mode=StartMode.RESET_STACK)
