"""Commands, which work whatever is open, and the answer to every other message."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.enums import ChatType, ContentType
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.fsm.state import State
from aiogram.types import Message, ReplyKeyboardRemove
from aiogram_dialog import DialogManager, ShowMode
from dishka.integrations.aiogram import FromDishka, inject

from app.bot.aiogram_dialog_patches.albums import continues_album
from app.bot.conversation import Conversation
from app.bot.deep_links import read_deep_link
from app.bot.dialogs.availability.choices import CHOICES, FIRST_STEP, FIRST_STEPS
from app.bot.dialogs.bookings.draft import open_chosen, open_first_step
from app.bot.dialogs.bookings.moving import MOVING
from app.bot.dialogs.jumps import Opening, Target, leads_to
from app.bot.menu_button import translate_menu_button
from app.bot.messages.buttons import OpenUndecided
from app.bot.messages.link_buttons import LinkButton, read_link
from app.bot.messages.notification_buttons import CARDS, find_opening, find_undecided
from app.bot.my_data_file import send_my_data
from app.bot.refusals import explain
from app.bot.sentences.open_sentence import LEADS_TO, OpenSentence
from app.bot.states import AdminPanel, BookingSteps, Broadcasting, Closing, DeskBooking, Menu, MyBookings
from app.domain.errors import InvalidPhone, Refused
from app.domain.guests import Guest
from app.domain.phones import read_phone
from app.domain.sentences.read import NOTHING
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.runtime.rejections import Rejection, count_rejection
from app.runtime.settings import Settings
from app.texts.translator import Words
from app.usecases.bookings.check_guest import CheckMayBook
from app.usecases.bookings.read_sentence import ReadSentence
from app.usecases.bookings.show_booking import ShowBooking
from app.usecases.guests.share_phone import SharePhone
from app.usecases.guests.tell_my_data import TellMyData
from app.usecases.messages.pass_on_answer import PassOnAnswer

TEXT_WINDOWS: Mapping[State | None, str] = {
    Broadcasting.write: "broadcast_wants_words",
    AdminPanel.note: "remark_wants_words",
    AdminPanel.cancel: "remark_wants_words",
    AdminPanel.bar: "remark_wants_words",
    Closing.check: "remark_wants_words",
    DeskBooking.contact: "ask_contact",
    AdminPanel.search: "remark_wants_words",
    BookingSteps.for_whom: "ask_for_whom",
}
"""The windows that take a text, each with the key of the answer to anything else. Other windows have buttons only."""
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
    commands.message.register(show_privacy, Command("privacy"))
    commands.message.register(send_data, Command("my_data"))
    commands.message.register(ask_to_forget, Command("delete_me"))
    commands.message.register(cancel, Command("cancel"))
    commands.message.register(show_admin_panel, Command("admin"), is_admin)
    commands.message.register(share_phone, F.contact)
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
    message: Message,
    command: CommandObject,
    dialog_manager: DialogManager,
    bot: Bot,
    settings: FromDishka[Settings],
    check_may_book: FromDishka[CheckMayBook],
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
) -> None:
    """Open the menu, or what a deep link names."""
    if button := read_link(command.args or ""):
        await _open_button(message, button, show_booking, clock.now(), dialog_manager=dialog_manager)
    else:
        await _open_start(message, command.args, check_may_book, clock.now(), dialog_manager=dialog_manager)
    conversation = Conversation.of(dialog_manager)
    if conversation.words.locale is not conversation.venue.locale:
        await translate_menu_button(bot, conversation, settings.public_url)


@leads_to(Menu.main, AdminPanel.undecided, *CARDS)
async def _open_button(
    message: Message, button: LinkButton, show_booking: ShowBooking, now: datetime, *, dialog_manager: DialogManager
) -> Opening:
    """Open what the button under an alert of the staff group opens. Raises `NotFound`, as it does for a press."""
    if isinstance(button, OpenUndecided):
        return find_undecided(dialog_manager)
    opening = await find_opening(button, dialog_manager, show_booking, now)
    if isinstance(opening, Opening):
        return opening
    await message.answer(opening)
    return MENU


@leads_to(Menu.main, *CHOICES)
async def _open_start(
    message: Message,
    argument: str | None,
    check_may_book: CheckMayBook,
    now: datetime,
    *,
    dialog_manager: DialogManager,
) -> Opening:
    if not argument:
        return MENU
    conversation = Conversation.of(dialog_manager)
    link = read_deep_link(conversation.venue, argument, now)
    if link is None or not link.is_whole:
        await message.answer(conversation.words("link_is_unknown"))
    if link is None:
        return MENU
    try:
        await check_may_book(conversation.as_visitor())
    except Refused:
        return open_first_step(conversation.venue, BELOW)  # It says why.
    return open_chosen(conversation.venue, link.chosen, BELOW)


@leads_to(*FIRST_STEPS)
async def book(_message: Message, dialog_manager: DialogManager) -> Opening:
    return open_first_step(Conversation.of(dialog_manager).venue, BELOW)


@leads_to(MyBookings.list)
async def show_my_bookings(_message: Message, dialog_manager: DialogManager) -> Opening:
    return Opening(MyBookings.list, show_mode=BELOW)


@leads_to(Menu.language)
async def show_languages(_message: Message, dialog_manager: DialogManager) -> Opening:
    return Opening(Menu.language, show_mode=BELOW)


@leads_to(Menu.privacy)
async def show_privacy(_message: Message, dialog_manager: DialogManager) -> Opening:
    return Opening(Menu.privacy, show_mode=BELOW)


@leads_to(Menu.privacy)
@inject
async def send_data(
    _message: Message, dialog_manager: DialogManager, bot: Bot, tell: FromDishka[TellMyData], clock: FromDishka[Clock]
) -> Opening:
    await send_my_data(bot, Conversation.of(dialog_manager), tell, clock.now())
    return Opening(Menu.privacy, show_mode=BELOW)


@leads_to(Menu.forget)
async def ask_to_forget(_message: Message, dialog_manager: DialogManager) -> Opening:
    return Opening(Menu.forget, show_mode=BELOW)


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


@leads_to(MyBookings.list)
@inject
async def share_phone(message: Message, dialog_manager: DialogManager, share: FromDishka[SharePhone]) -> Opening:
    """Record the sender's own number, and show what was booked for it.

    An admin may send the contact of a guest, and nothing that is under way is dropped.
    """
    if _state(dialog_manager) in TEXT_WINDOWS or _text_of_stop(dialog_manager):
        raise SkipHandler
    conversation, contact = Conversation.of(dialog_manager), message.contact
    shown = Opening(MyBookings.list, show_mode=BELOW)
    if contact is None or contact.user_id != conversation.chat_id:
        await message.answer(conversation.words("phone_is_not_yours"))
        return shown
    try:
        # Telegram gives numbers with or without the sign.
        phone = read_phone(f"+{contact.phone_number.lstrip('+')}", None)
    except InvalidPhone as refusal:
        await message.answer(explain(conversation, refusal))
        return shown
    number = await share(conversation.as_visitor(), phone)
    dialog_manager.middleware_data["guest"] = replace(conversation.guest, phone=phone)
    await message.answer(conversation.words("phone_is_known", number=number), reply_markup=ReplyKeyboardRemove())
    return shown


@leads_to(Menu.main, *LEADS_TO)
@inject
async def answer_unexpected(
    message: Message,
    dialog_manager: DialogManager,
    words: Words,
    pass_on_answer: FromDishka[PassOnAnswer],
    read_sentence: FromDishka[ReadSentence],
    open_sentence: FromDishka[OpenSentence],
) -> Target:
    """Answer an unknown command, a photo, or a text that no window has asked for: a hint, and the open window below.

    A sentence that asks for something in so many words, or says for what and when and nothing else, opens its window.
    Another text after a question about a visit is its answer, unless something else is under way: the venue's people
    read it, so that a wish among other words is not lost either.
    """
    state, text = _state(dialog_manager), message.text or ""
    is_written = bool(text) and not text.startswith("/")
    if state in TEXT_WINDOWS and (is_written or _is_asked_for(message, state)):
        raise SkipHandler
    if continues_album(message, dialog_manager):
        return None
    conversation = Conversation.of(dialog_manager)
    asked = next((asked for asked, step in FIRST_STEP.items() if step is state), None)
    said = read_sentence(conversation.venue, text, asked) if is_written else NOTHING
    is_wish = said.is_explicit or said.is_whole
    is_answer = is_written and not is_wish and _text_of_stop(dialog_manager) is None
    if is_answer and await pass_on_answer(conversation.as_visitor(), message.message_id, text):
        await message.answer(words("answer_passed_on"))
        return None
    data = dialog_manager.dialog_data if state else {}
    if opened := await open_sentence(conversation, said, state, data):
        if opened.notes:
            await message.answer("\n".join(opened.notes))
        return opened.opening
    await message.answer(words(TEXT_WINDOWS.get(state, "not_understood")))
    if state is None:
        return MENU
    await dialog_manager.show(BELOW)
    return None


def _state(manager: DialogManager) -> State | None:
    """The window that is open, if there is one."""
    return manager.current_context().state if manager.has_context() else None


def _is_asked_for(message: Message, state: State | None) -> bool:
    """Whether the window takes something else than a text: a contact, or a photo with words."""
    is_photo = bool(message.photo and message.caption)
    return (is_photo and state is Broadcasting.write) or (bool(message.contact) and state is DeskBooking.contact)


def _text_of_stop(manager: DialogManager) -> str | None:
    """The key of the text that says what is stopped when the open dialog ends; None if nothing is under way."""
    state = _state(manager)
    if state in MOVING:
        return "move_dropped"
    if state and state.group is Broadcasting:
        return "broadcast_dropped"
    if state and state.group is BookingSteps:
        return "booking_dropped"
    return None
