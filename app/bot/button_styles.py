"""The colours of buttons that decide something (Bot API 9.4). Clients before it show them as all other buttons."""

from aiogram.enums import ButtonStyle

_CONFIRM = (
    *("button_confirm", "button_confirm_move", "button_take_place", "button_book_by_phone", "button_book_walk_in"),
    *("button_coming", "button_yes_all", "button_yes_let_in", "button_send_broadcast"),
)
_CANCEL = (
    *("button_yes_cancel", "button_yes_delete", "button_yes_forget", "button_yes_bar", "button_yes_close"),
    "button_close_and_cancel",
    *("button_stop_broadcast", "button_cancel_export", "button_yes_revoke"),
)
STYLES = {**dict.fromkeys(_CONFIRM, ButtonStyle.SUCCESS), **dict.fromkeys(_CANCEL, ButtonStyle.DANGER)}
"""By the key of the button's text: green confirms, red cancels or erases. A button that only asks has no colour."""
