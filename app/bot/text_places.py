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
QUESTION = Place("a question in the chat and in the Mini App", 256)
VERSION = Place("a version in the database", 32)
COMMAND = Place("the description of a command", 256)
DESCRIPTION = Place("the bot's description", 512)
SHORT_DESCRIPTION = Place("the bot's short description", 120)
"""Limits: Bot API, sendMessage, sendPhoto, answerCallbackQuery, BotCommand, setMyDescription, setMyShortDescription."""

_KEYS = {
    **dict.fromkeys(
        (
            *(
                "button_is_old",
                "something_broke",
                "nothing_changed",
                "language_chosen",
                "day_is_not_free",
                "booking_dropped",
            ),
            *("booking_canceled", "booking_deleted", "booking_done", "booking_moved", "move_dropped"),
            *("party_is_set", "no_place_for_party"),
            *("booking_kept", "all_settled", "some_not_settled", "cannot_move_here", "offers_declined"),
            "offers_accepted",
            *(
                "guest_barred",
                "guest_let_in",
                "too_many_updates",
                "same_time_elsewhere",
                "busy_but_others_may_come",
                "choice_is_gone",
                "note_removed",
            ),
            *("broadcast_begins", "broadcast_pauses", "broadcast_goes_on", "broadcast_stops", "news_declined"),
            *("news_accepted", "will_be_sent_again", "of_no_use_any_more", "given_up"),
            *(
                "reopened",
                "closed",
                "closed_and_moved",
                "closure_hits_others",
                "some_not_canceled",
                "booked_by_desk",
                "note_removed",
            ),
            *("export_begins", "export_stops", "picture_begins"),
            *("place_taken", "place_declined", "list_left", "passed_by", "taken_off_list"),
            *("address_revoked", "ask_how_late", "answered_coming", "answered_late", "reminder_is_old", "stars_given"),
        ),
        ANSWER,
    ),
    **dict.fromkeys(
        (
            *("check_booking", "check_move", "confirmation", "moved", "party_changed", "canceled", "visit_over"),
            *("replaced_by_move", "replaced_by_party", "replaced_by_cancellation"),
            "calendar_caption",
            "my_data_caption",
            "export",
            "day_sheet",
        ),
        CAPTION,
    ),
    **dict.fromkeys(
        (
            *("local_time", "party", "specialty_card", "table_card", "doctor_card", "resource_card", "user_line"),
            *("service_card", "described_service_card", "visit_length", "ordinary_visit", "any_resource"),
            *("chosen_specialty", "any_of_places", "heard_from", "heard_until", "card_with_first"),
            *("staff_group", "figure_line", "failed_message_line", "undecided_line", "closure_line", "dated_line"),
            "movable_line",
            *("window_day", "window_around", "window_between", "waiting_line", "waiting_line_held", "offer_may_follow"),
        ),
        PART,
    ),
    "nameless_guest": BUTTON,
    "offers_question": QUESTION,
    "offers_version": VERSION,
    "day_sheet_closed": PLAIN_PART,
    "figures_of_period": MESSAGE,
    "source_is_unknown": PLAIN_PART,
    "calendar_summary": FILE,
    "calendar_summary_for": FILE,
    "visit_for_friends": FILE,
    "qr_code": CAPTION,
    "menu_button": BUTTON,
    "bot_description": DESCRIPTION,
    "bot_short_description": SHORT_DESCRIPTION,
}
_PREFIXES = {
    "button_": BUTTON,
    "file_": FILE,
    "mark_": PLAIN_PART,
    "misfit_name_": PLAIN_PART,
    "soon_": PART,
    "refused_": ANSWER,
    "recorded_": ANSWER,
    "history_line": PART,
    "receipt_": PART,
    "timeline_": PART,
    "why_not_": PART,
    "figures_": PART,
    "lead_": PLAIN_PART,
    "plot_": PLAIN_PART,
    "day_sheet_": PART,
    "command_": COMMAND,
    **dict.fromkeys(
        (
            *("details_", "day_line_", "status_", "change_", "by_", "kind_", "failure_", "audience_", "misfit_"),
            *("ask_all_", "booking_line_", "gathered_", "trouble_"),
        ),
        PART,
    ),
}

TOGETHER: tuple[tuple[Place, tuple[str, ...]], ...] = (
    (MESSAGE, ("help", "offers_are_on", "news_are_declined")),
    (MESSAGE, ("help", "offers_are_off", "news_are_declined")),
    (CAPTION, ("check_booking", "unnamed_service", "usual_place")),
    (CAPTION, ("check_move", "unnamed_service")),
    (CAPTION, ("ask_day", "full_days_can_be_waited_for")),
    (CAPTION, ("no_day_is_free", "full_days_can_be_waited_for")),
    (MESSAGE, ("my_bookings", "my_waits")),
    (MESSAGE, ("my_wait", "held_for_you")),
    (MESSAGE, ("offer_over_expired", "details_for_whom", "offer_may_follow")),
    (MESSAGE, ("offer_over_closed", "details_for_whom", "offer_may_follow")),
    (MESSAGE, ("desk_wait", "details_for_whom", "card_phone", "held_for_guest")),
    (CAPTION, ("moves_from", "ask_day")),
    (CAPTION, ("moves_from", "no_day_is_free")),
    (CAPTION, ("moves_from", "ask_time")),
    (CAPTION, ("moves_from", "no_time_is_free")),
    (MESSAGE, ("for_wish", "ask_resource")),
    (MESSAGE, ("chosen_resource", "ask_party_size")),
    (MESSAGE, ("chosen_resource", "ask_service")),
    (MESSAGE, ("booking_card", "unnamed_service", "answer_coming", "changeable_until")),
    (MESSAGE, ("booking_card", "unnamed_service", "answer_coming", "too_late_to_change")),
    (MESSAGE, ("booking_card", "unnamed_service", "answer_late", "changeable_until")),
    (MESSAGE, ("booking_card", "unnamed_service", "answer_late", "too_late_to_change")),
    (MESSAGE, ("reminder", "answer_coming")),
    (MESSAGE, ("reminder", "answer_late")),
    (CAPTION, ("confirmation", "changeable_until")),
    (CAPTION, ("moved", "changeable_until")),
    (CAPTION, ("party_changed", "changeable_until")),
    (CAPTION, ("visit_over", "your_rating")),
    (MESSAGE, ("canceled_by_venue", "cancellation_reason")),
    (MESSAGE, ("alert_untold", "card_phone")),
    (MESSAGE, ("alert_late", "card_phone", "card_touched")),
    (MESSAGE, ("alert_rated", "card_phone", "card_comment")),
    (MESSAGE, ("alert_rated_anew", "card_phone", "card_comment")),
    (MESSAGE, ("alert_answered", "card_stars")),
    (MESSAGE, ("day_ahead", "day_of_resource", "day_lines", "day_more")),
    (MESSAGE, ("day_canceled", "day_of_resource", "day_lines", "day_more")),
    (
        CAPTION,
        (
            *("day_sheet", "day_sheet_guests", "day_sheet_busy", "day_sheet_free", "day_sheet_seated"),
            *("day_sheet_no_show", "day_sheet_canceled", "day_sheet_left_out"),
        ),
    ),
    (CAPTION, ("figures_of_period",)),
    (MESSAGE, ("hour_of_day", "day_lines")),
    (MESSAGE, ("hour_of_day", "day_is_empty")),
    (MESSAGE, ("ask_to_close", "nobody_is_hit", "ask_for_reason")),
    (
        MESSAGE,
        ("ask_to_close", "closure_hits", "closure_hits_more", "closure_leaves_seated", "reason_to_be_told"),
    ),
    (
        MESSAGE,
        ("ask_to_close", "closure_hits_movable", "closure_hits_more", "closure_leaves_seated", "reason_to_be_told"),
    ),
    (
        MESSAGE,
        (
            "ask_to_close",
            "closure_hits_movable",
            "closure_hits_more",
            "closure_leaves_seated",
            "ask_for_reason_to_cancel",
        ),
    ),
    (MESSAGE, ("desk_visit", "ask_contact")),
    (MESSAGE, ("desk_visit", "desk_ask_place")),
    (MESSAGE, ("desk_check", "card_phone")),
    (
        MESSAGE,
        (
            "admin_card",
            "unnamed_service",
            "card_phone",
            "card_coming",
            "card_stars",
            "card_comment",
            "card_note",
            "card_misfits",
        ),
    ),
    (
        MESSAGE,
        (
            "admin_card",
            "unnamed_service",
            "card_phone",
            "card_late",
            "card_touched",
            "card_stars",
            "card_comment",
            "card_note",
            "card_misfits",
        ),
    ),
    (MESSAGE, ("admin_ask_to_cancel", "guest_is_told", "ask_for_reason")),
    (MESSAGE, ("admin_ask_to_cancel", "guest_is_told", "reason_to_be_told")),
    (MESSAGE, ("admin_ask_to_cancel", "guest_cannot_be_told", "reason_to_be_told")),
    (MESSAGE, ("admin_ask_to_cancel", "guest_is_not_told")),
    (MESSAGE, ("admin_guest", "guest_is_barred", "bar_reason")),
    (MESSAGE, ("ask_to_bar", "ask_for_bar_reason")),
    (MESSAGE, ("ask_to_bar", "bar_reason")),
    (MESSAGE, ("admin_guest", "guest_was_let_in")),
    (CAPTION, ("export", "export_may_repeat")),
    (MESSAGE, ("export_report", "export_progress")),
    (MESSAGE, ("export_report", "export_failure")),
    (MESSAGE, ("failed_message", "failed_message_visit", "card_phone", "failed_message_is_of_no_use")),
    (MESSAGE, ("check_broadcast", "broadcast_is_silent", "broadcast_preview")),
    (CAPTION, ("check_broadcast", "broadcast_is_silent", "broadcast_photo_preview")),
    (MESSAGE, ("broadcast_report", *["broadcast_failed"] * 4, "broadcast_left_out", "broadcast_remaining")),
)
"""Texts that one message shows one below the other."""

RATED = ("rated_well", "rated_low", "rated_with_words")
"""What stands below a question about a visit when it was answered with stars."""


def place_of(key: str) -> Place:
    """Where the text with this key is shown."""
    known = _KEYS.get(key) or next((place for prefix, place in _PREFIXES.items() if key.startswith(prefix)), None)
    return known or MESSAGE
