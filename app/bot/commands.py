"""Commands, which work whatever is open, and an answer to whatever else is written."""

from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.enums import ChatType, ContentType
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.fsm.state import State
from aiogram.types import Message
from aiogram_dialog import DialogManager, ShowMode, StartMode
from dishka.integrations.aiogram import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.booking import begin_booking
from app.bot.dialogs.bookings.moving import MOVING
from app.bot.menu_button import translate_menu_button
from app.bot.states import AdminPanel, Booking, Broadcasting, Menu, MyBookings
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.runtime.settings import Settings
from app.texts.translator import Words

WAIT_FOR_WORDS = frozenset({Broadcasting.write})
"""Windows in which one writes. Every other one has buttons only."""
BELOW = ShowMode.DELETE_AND_SEND
"""The one living message moves below what the guest has written."""

WRITTEN = frozenset(
    {
        ContentType.TEXT,
        ContentType.RICH_MESSAGE,
        ContentType.ANIMATION,
        ContentType.AUDIO,
        ContentType.DOCUMENT,
        ContentType.LIVE_PHOTO,
        ContentType.PAID_MEDIA,
        ContentType.PHOTO,
        ContentType.STICKER,
        ContentType.STORY,
        ContentType.VIDEO,
        ContentType.VIDEO_NOTE,
        ContentType.VOICE,
        ContentType.CHECKLIST,
        ContentType.CONTACT,
        ContentType.DICE,
        ContentType.GAME,
        ContentType.GIVEAWAY,
        ContentType.GIVEAWAY_WINNERS,
        ContentType.INVOICE,
        ContentType.POLL,
        ContentType.VENUE,
        ContentType.LOCATION,
        ContentType.UNKNOWN,
    }
)
"""What people send or forward. All else are service messages (Bot API, Message): news of what was done in the chat."""


def router() -> Router:
    """Handlers of every message a guest may write. They come before the dialogs, which see only words they wait for."""
    commands = Router(name="commands")
    commands.message.filter(F.chat.type == ChatType.PRIVATE)
    commands.message.register(ignore, ~F.content_type.in_(WRITTEN))
    commands.message.register(start, CommandStart())
    commands.message.register(book, Command("book"))
    commands.message.register(show_my_bookings, Command("my"))
    commands.message.register(show_help, Command("help"))
    commands.message.register(show_languages, Command("language"))
    commands.message.register(drop, Command("cancel"))
    commands.message.register(show_admin_panel, Command("admin"), is_admin)
    commands.message.register(answer_unexpected)
    return commands


async def is_admin(_message: Message, venue: Venue, guest: Guest) -> bool:
    return venue.is_admin(guest.telegram_id)


async def ignore(_message: Message) -> None:
    """A pinned message, leave to write, another background: nobody has said anything."""


@inject
async def start(
    _message: Message, command: CommandObject, dialog_manager: DialogManager, bot: Bot, settings: FromDishka[Settings]
) -> None:
    """Greet; `?start=book` leads right to the booking, any other parameter to the menu."""
    if command.args == "book":
        await begin_booking(dialog_manager, BELOW)
    else:
        await _show_menu(dialog_manager)
    talk = Conversation.of(dialog_manager)
    if talk.words.locale is not talk.venue.locale:
        await translate_menu_button(bot, talk, settings.public_url)


async def book(_message: Message, dialog_manager: DialogManager) -> None:
    await begin_booking(dialog_manager, BELOW)


async def show_my_bookings(_message: Message, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(MyBookings.list, mode=StartMode.RESET_STACK, show_mode=BELOW)


async def show_languages(_message: Message, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(Menu.language, mode=StartMode.RESET_STACK, show_mode=BELOW)


async def show_admin_panel(_message: Message, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(AdminPanel.main, mode=StartMode.RESET_STACK, show_mode=BELOW)


async def drop(message: Message, dialog_manager: DialogManager, words: Words) -> None:
    """Say what is dropped: an unfinished booking or move, or nothing."""
    await message.answer(words(_what_is_dropped(dialog_manager)))
    await _show_menu(dialog_manager)


async def show_help(message: Message, dialog_manager: DialogManager, words: Words) -> None:
    """The help window; in the middle of something its words only, and what is open stays open, below."""
    if _is_at_the_menu(dialog_manager):
        await dialog_manager.start(Menu.help, mode=StartMode.RESET_STACK, show_mode=BELOW)
    else:
        await message.answer(words("help"))
        await _show_again(dialog_manager)


async def answer_unexpected(message: Message, dialog_manager: DialogManager, words: Words) -> None:
    """An unknown command, words where a button is due, a photo, a sticker: a hint, then what was open, below."""
    if _state(dialog_manager) in WAIT_FOR_WORDS and message.text and not message.text.startswith("/"):
        raise SkipHandler
    album = message.media_group_id
    if album is None or album != dialog_manager.current_stack().last_income_media_group_id:
        await message.answer(words(_hint(dialog_manager)))
        await _show_again(dialog_manager)


def _state(manager: DialogManager) -> State | None:
    return manager.current_context().state if manager.has_context() else None


def _is_at_the_menu(manager: DialogManager) -> bool:
    """Whether nothing is under way that another window would end."""
    state = _state(manager)
    return state is None or state.group is Menu


def _hint(manager: DialogManager) -> str:
    return "broadcast_wants_words" if _state(manager) in WAIT_FOR_WORDS else "not_understood"


def _what_is_dropped(manager: DialogManager) -> str:
    """The key of the text that says it."""
    state = _state(manager)
    if state in MOVING:
        return "move_dropped"
    if state and state.group is Broadcasting:
        return "broadcast_dropped"
    if state and state.group is Booking and state is not Booking.done:
        return "booking_dropped"
    return "nothing_to_drop"


async def _show_again(manager: DialogManager) -> None:
    if manager.has_context():
        await manager.show(BELOW)
    else:
        await _show_menu(manager)


async def _show_menu(manager: DialogManager) -> None:
    await manager.start(Menu.main, mode=StartMode.RESET_STACK, show_mode=BELOW)
