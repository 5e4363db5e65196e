"""Handle presses of the buttons under reminders: the guest comes in time, late by so many minutes, or asks how late."""

from aiogram import Bot, Router
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from dishka.integrations.aiogram import FromDishka, inject

from app.bot.booking_facts import booking_facts
from app.bot.conversation import Conversation
from app.bot.messages.buttons import AnswerReminding, AskHowLate, ShowReminder
from app.bot.messages.page import make_keyboard
from app.bot.messages.pressed_message import edit_pressed
from app.bot.messages.reminder import how_late_rows, open_button, render_reminder
from app.bot.presses import alert, toast
from app.bot.refusals import explain
from app.domain.bookings import Booking, check_unchanged
from app.domain.errors import BookingChanged, BookingClosed, NotFound, Refused, TooLateToAnswer
from app.domain.reminder_answers import LATE_CHOICES, check_answer
from app.runtime.clock import Clock
from app.usecases.bookings.answer_reminder import AnswerReminder
from app.usecases.bookings.show_booking import ShowBooking

OF_OLD_REMINDER = (BookingClosed, BookingChanged, TooLateToAnswer)
"""Refusals after which the reminder has nothing more to ask."""


def register(buttons: Router) -> None:
    """Register the handlers of a router whose presses keep their messages (`KeepPressedMessage`)."""
    buttons.callback_query.register(answer, AnswerReminding.filter())
    buttons.callback_query.register(ask_how_late, AskHowLate.filter())
    buttons.callback_query.register(show_reminder, ShowReminder.filter())


@inject
async def answer(
    callback: CallbackQuery,
    callback_data: AnswerReminding,
    dialog_manager: DialogManager,
    answer_reminder: FromDishka[AnswerReminder],
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    bot: Bot,
) -> None:
    """Record the answer. The reminder then says it, and offers what else makes sense."""
    conversation, pressed = Conversation.of(dialog_manager), callback_data
    visitor = conversation.as_visitor()
    try:
        booking = await answer_reminder(visitor, pressed.booking_id, pressed.late_minutes, pressed.version)
    except NotFound:
        raise
    except Refused as refusal:
        booking = await show_booking(visitor, pressed.booking_id)
        await _refuse(callback, conversation, booking, refusal, clock, bot)
        return
    key = "answered_late" if booking.is_late else "answered_coming"
    await toast(callback, conversation.words.plain(key, minutes=pressed.late_minutes))
    await _show(callback, conversation, booking, clock, bot)


@inject
async def ask_how_late(
    callback: CallbackQuery,
    callback_data: AskHowLate,
    dialog_manager: DialogManager,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    bot: Bot,
) -> None:
    """Ask for how many minutes, in place of the reminder's buttons."""
    conversation, now = Conversation.of(dialog_manager), clock.now()
    booking = await show_booking(conversation.as_visitor(), callback_data.booking_id)
    try:
        check_answer(booking, LATE_CHOICES[-1], now)
        check_unchanged(booking, callback_data.version)
    except Refused as refusal:
        await _refuse(callback, conversation, booking, refusal, clock, bot)
        return
    await toast(callback, conversation.words.plain("ask_how_late"))
    await edit_pressed(bot, callback, make_keyboard(how_late_rows(booking, conversation.words, now)))


@inject
async def show_reminder(
    callback: CallbackQuery,
    callback_data: ShowReminder,
    dialog_manager: DialogManager,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    bot: Bot,
) -> None:
    """Take the question back, without an answer."""
    conversation = Conversation.of(dialog_manager)
    booking = await show_booking(conversation.as_visitor(), callback_data.booking_id)
    try:
        check_answer(booking, LATE_CHOICES[-1], clock.now())
        check_unchanged(booking, callback_data.version)
    except Refused as refusal:
        await _refuse(callback, conversation, booking, refusal, clock, bot)
        return
    await toast(callback)
    await _show(callback, conversation, booking, clock, bot)


async def _show(callback: CallbackQuery, conversation: Conversation, booking: Booking, clock: Clock, bot: Bot) -> None:
    venue, words, now = conversation.venue, conversation.words, clock.now()
    facts = booking_facts(venue, booking, conversation.guest, words, now)
    text, rows = render_reminder(venue, booking, facts, words, now)
    await edit_pressed(bot, callback, make_keyboard(rows), text)


async def _refuse(
    callback: CallbackQuery, conversation: Conversation, booking: Booking, refusal: Refused, clock: Clock, bot: Bot
) -> None:
    """Say why. The reminder of a visit that was moved, is over or canceled keeps only the button that opens it."""
    words = conversation.words
    if isinstance(refusal, BookingChanged):
        day, slot = words.dates.day(booking.starts_at, clock.now()), words.dates.slot(booking.slot)
        await alert(callback, words.plain("reminder_is_old", day=day, slot=slot))
    else:
        await alert(callback, explain(conversation, refusal))
    if isinstance(refusal, OF_OLD_REMINDER):
        await edit_pressed(bot, callback, make_keyboard([[open_button(booking, words)]]))
