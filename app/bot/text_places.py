"""Where each text is shown, and how long it may be there. Keys that are not listed here are messages of their own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A place for texts. `length` is in characters, which Telegram counts after parsing the HTML."""

    name: str
    length: int
    has_markup: bool = False


MESSAGE = Place("a message", 4096, has_markup=True)
CAPTION = Place("the caption of a photo", 1024, has_markup=True)
PART = Place("a part of a message", 4096, has_markup=True)
"""It is put into other texts as a fact."""
PLAIN_PART = Place("a part of a button", 64)
BUTTON = Place("a button", 128)
"""The Bot API names no limit for it, but nobody could read a longer one."""
ANSWER = Place("the answer to a press", 200)
FILE = Place("a line of a file", 1024)
COMMAND = Place("the description of a command", 256)
DESCRIPTION = Place("the bot's description", 512)
SHORT_DESCRIPTION = Place("the bot's short description", 120)
"""Limits: Bot API, sendMessage, sendPhoto, answerCallbackQuery, BotCommand, setMyDescription, setMyShortDescription."""

_KEYS = {
    **dict.fromkeys(
        (
            *("button_is_old", "something_broke", "language_chosen", "day_is_not_free", "booking_dropped"),
            *("booking_canceled", "booking_deleted", "booking_moved", "move_dropped", "offers_accepted"),
            *("booking_kept", "all_settled", "some_not_settled", "cannot_move_here", "offers_declined"),
            *("guest_barred", "guest_let_in", "too_many_updates"),
            *("broadcast_begins", "broadcast_stops", "will_be_sent_again", "of_no_use_any_more"),
        ),
        ANSWER,
    ),
    **dict.fromkeys(("check_booking", "check_move", "calendar_caption"), CAPTION),
    **dict.fromkeys(
        (
            *("local_time", "party", "specialty_card", "table_card", "doctor_card", "resource_card", "user_line"),
            *("figure_line", "history_line", "history_line_of_move", "failed_message_line", "undecided_line"),
        ),
        PART,
    ),
    "nameless_guest": BUTTON,
    "calendar_summary": FILE,
    "menu_button": BUTTON,
    "bot_description": DESCRIPTION,
    "bot_short_description": SHORT_DESCRIPTION,
}
_PREFIXES = {
    "button_": BUTTON,
    "mark_": PLAIN_PART,
    "misfit_name_": PLAIN_PART,
    "soon_": PART,
    "refused_": ANSWER,
    "command_": COMMAND,
    **dict.fromkeys(
        ("details_", "day_line_", "status_", "change_", "by_", "kind_", "failure_", "audience_", "misfit_", "ask_all_"),
        PART,
    ),
}

TOGETHER: tuple[tuple[Place, tuple[str, ...]], ...] = (
    (MESSAGE, ("help", "offers_are_on")),
    (MESSAGE, ("help", "offers_are_off")),
    (CAPTION, ("moves_from", "ask_day")),
    (CAPTION, ("moves_from", "no_day_is_free")),
    (CAPTION, ("moves_from", "ask_time")),
    (CAPTION, ("moves_from", "no_time_is_free")),
    (MESSAGE, ("booking_done", "ask_about_offers")),
    (MESSAGE, ("booking_card", "changeable_until")),
    (MESSAGE, ("booking_card", "too_late_to_change")),
    (MESSAGE, ("confirmation", "changeable_until")),
    (MESSAGE, ("moved", "changeable_until")),
    (MESSAGE, ("admin_card", "card_misfits")),
    (MESSAGE, ("admin_ask_to_cancel", "guest_is_told")),
    (MESSAGE, ("admin_ask_to_cancel", "guest_cannot_be_told")),
    (MESSAGE, ("admin_ask_to_cancel", "guest_is_not_told")),
    (MESSAGE, ("admin_guest", "guest_is_barred")),
    (MESSAGE, ("admin_guest", "guest_was_let_in")),
    (MESSAGE, ("failed_message", "failed_message_is_of_no_use")),
    (MESSAGE, ("check_broadcast", "broadcast_is_silent", "broadcast_preview")),
    (MESSAGE, ("broadcast_report", *["broadcast_failed"] * 4, "broadcast_left_out", "broadcast_remaining")),
)
"""Texts that one message shows one below the other."""


def place_of(key: str) -> Place:
    """Where the text with this key is shown."""
    known = _KEYS.get(key) or next((place for prefix, place in _PREFIXES.items() if key.startswith(prefix)), None)
    return known or MESSAGE
