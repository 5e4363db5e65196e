"""Commands, which work whatever is open, and the answer to every other message."""

from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.enums import ChatType, ContentType
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.fsm.state import State
from aiogram.types import Message
from aiogram_dialog import DialogManager, ShowMode
from dishka.integrations.aiogram import FromDishka, inject

from app.bot.aiogram_dialog_patches.albums import continues_album
from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.draft import FIRST_STEPS, open_first_step
from app.bot.dialogs.bookings.moving import MOVING
from app.bot.dialogs.jumps import Opening, Target, leads_to
from app.bot.menu_button import translate_menu_button
from app.bot.states import AdminPanel, BookingSteps, Broadcasting, Menu, MyBookings
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.runtime.rejections import Rejection, count_rejection
from app.runtime.settings import Settings
from app.texts.translator import Words
from app.usecases.messages.pass_on_answer import PassOnAnswer

TEXT_WINDOWS = frozenset({Broadcasting.write})
"""Windows that take a text. Every other one has buttons only."""
BELOW = ShowMode.DELETE_AND_SEND
"""The window moves below what the guest has written."""
MENU = Opening(Menu.main, show_mode=BELOW)

CONTENT = frozenset(
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
"""What people send or forward. All others are service messages (Bot API, Message) about what happened in the chat."""


def router() -> Router:
    """Handlers of every message a guest may write. They come before the dialogs, which get only texts they ask for."""
    commands = Router(name="commands")
    commands.message.filter(F.chat.type == ChatType.PRIVATE)
    commands.message.register(ignore, ~F.content_type.in_(CONTENT))
    commands.message.register(start, CommandStart())
    commands.message.register(book, Command("book"))
    commands.message.register(show_my_bookings, Command("my"))
    commands.message.register(show_help, Command("help"))
    commands.message.register(show_languages, Command("language"))
    commands.message.register(cancel, Command("cancel"))
    commands.message.register(show_admin_panel, Command("admin"), is_admin)
    commands.message.register(answer_unexpected)
    return commands


async def is_admin(_message: Message, venue: Venue, guest: Guest) -> bool:
    """A filter: for anybody else there is no such command. Those who try are counted."""
    if venue.is_admin(guest.telegram_id):
        return True
    count_rejection(Rejection.NOT_AN_ADMIN, venue.id)
    return False


async def ignore(_message: Message) -> None:
    """A service message, such as a pinned message or a new background: the guest has written nothing."""


@inject
async def start(
    _message: Message, command: CommandObject, dialog_manager: DialogManager, bot: Bot, settings: FromDishka[Settings]
) -> None:
    """Open the menu; after `?start=book` the first step of a booking."""
    await _open_start(command, dialog_manager=dialog_manager)
    conversation = Conversation.of(dialog_manager)
    if conversation.words.locale is not conversation.venue.locale:
        await translate_menu_button(bot, conversation, settings.public_url)


@leads_to(Menu.main, *FIRST_STEPS)
async def _open_start(command: CommandObject, *, dialog_manager: DialogManager) -> Opening:
    return open_first_step(Conversation.of(dialog_manager).venue, BELOW) if command.args == "book" else MENU


@leads_to(*FIRST_STEPS)
async def book(_message: Message, dialog_manager: DialogManager) -> Opening:
    return open_first_step(Conversation.of(dialog_manager).venue, BELOW)


@leads_to(MyBookings.list)
async def show_my_bookings(_message: Message, dialog_manager: DialogManager) -> Opening:
    return Opening(MyBookings.list, show_mode=BELOW)


@leads_to(Menu.language)
async def show_languages(_message: Message, dialog_manager: DialogManager) -> Opening:
    return Opening(Menu.language, show_mode=BELOW)


@leads_to(AdminPanel.main)
async def show_admin_panel(_message: Message, dialog_manager: DialogManager) -> Opening:
    return Opening(AdminPanel.main, show_mode=BELOW)


@leads_to(Menu.main)
async def cancel(message: Message, dialog_manager: DialogManager, words: Words) -> Opening:
    """End what is under way, say what that was, and show the menu."""
    await message.answer(words(_text_of_stop(dialog_manager) or "nothing_to_drop"))
    return MENU


@leads_to(Menu.help)
async def show_help(message: Message, dialog_manager: DialogManager, words: Words) -> Target:
    """Open the help window; while something is under way answer with its text only, and show the open window below."""
    if _text_of_stop(dialog_manager):
        await message.answer(words("help"))
        await dialog_manager.show(BELOW)
        return None
    return Opening(Menu.help, show_mode=BELOW)


@leads_to(Menu.main)
@inject
async def answer_unexpected(
    message: Message, dialog_manager: DialogManager, words: Words, pass_on_answer: FromDishka[PassOnAnswer]
) -> Target:
    """Answer an unknown command, a photo, or a text that no window has asked for: a hint, and the open window below.

    A text after a question about a visit is its answer, unless something else is under way.
    """
    state, text = _state(dialog_manager), message.text or ""
    is_written = bool(text) and not text.startswith("/")
    if state in TEXT_WINDOWS and is_written:
        raise SkipHandler
    if continues_album(message, dialog_manager):
        return None
    visitor = Conversation.of(dialog_manager).as_visitor()
    is_idle = _text_of_stop(dialog_manager) is None
    if is_written and is_idle and await pass_on_answer(visitor, message.message_id, text):
        await message.answer(words("answer_passed_on"))
        return None
    await message.answer(words("broadcast_wants_words" if state in TEXT_WINDOWS else "not_understood"))
    if state is None:
        return MENU
    await dialog_manager.show(BELOW)
    return None


def _state(manager: DialogManager) -> State | None:
    """The window that is open, if there is one."""
    return manager.current_context().state if manager.has_context() else None


def _text_of_stop(manager: DialogManager) -> str | None:
    """The key of the text that says what is stopped when the open dialog ends; None if nothing is under way."""
    state = _state(manager)
    if state in MOVING:
        return "move_dropped"
    if state and state.group is Broadcasting:
        return "broadcast_dropped"
    if state and state.group is BookingSteps and state is not BookingSteps.done:
        return "booking_dropped"
    return None
