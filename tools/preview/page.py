"""The page that shows the windows: a row for each, a column for each venue and language."""

import os
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from aiogram.types import InlineKeyboardMarkup
from aiogram_dialog.api.entities import NewMessage

STYLE = """
body { font: 14px/1.35 system-ui, sans-serif; margin: 0; background: #dfe7ee; color: #111; }
table { border-collapse: separate; border-spacing: 12px; table-layout: fixed; width: max-content; }
td { width: 340px; }
th:first-child { width: 200px; }
thead th { position: sticky; top: 0; background: #dfe7ee; padding: 8px 0; text-align: left; z-index: 1; }
th { vertical-align: top; text-align: left; font-weight: 600; }
td { vertical-align: top; }
.text { background: #fff; border-radius: 10px; overflow: hidden; overflow-wrap: anywhere; }
.text p { margin: 0; padding: 8px 12px; white-space: pre-wrap; }
.text img { display: block; width: 100%; max-height: 150px; object-fit: cover; }
.row { display: flex; gap: 4px; margin-top: 4px; }
.row span { flex: 1 1 0; min-width: 0; padding: 6px 4px; border-radius: 8px; background: #6d8ba8; color: #fff;
  text-align: center; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.none { color: #778; }
"""

Column = Mapping[str, NewMessage]
"""The windows of one venue in one language, by their titles."""


def write_page(columns: Mapping[str, Column], folder: Path) -> str:
    """The page as HTML. `columns` are by their headings; pictures are linked relative to `folder`."""
    titles = merge(*columns.values())
    head = "".join(f"<th>{escape(heading)}</th>" for heading in columns)
    rows = "\n".join(_row(title, list(columns.values()), folder) for title in titles)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Windows of Bronya</title>'
        f"<style>{STYLE}</style><table><thead><tr><th></th>{head}</tr></thead>\n{rows}</table></html>\n"
    )


def merge(*orders: Iterable[str]) -> list[str]:
    """All titles, each after those that stand before it in its own order."""
    merged: list[str] = []
    for order in orders:
        place = 0
        for title in order:
            if title not in merged:
                merged.insert(place, title)
            place = merged.index(title) + 1
    return merged


def _row(title: str, columns: Sequence[Column], folder: Path) -> str:
    cells = "".join(
        f"<td>{_window(column[title], folder)}</td>" if title in column else '<td class="none">not here</td>'
        for column in columns
    )
    return f"<tr><th>{escape(title)}</th>{cells}</tr>"


def _window(message: NewMessage, folder: Path) -> str:
    """The text is HTML already, as the bot sends it."""
    picture = ""
    if message.media and message.media.path:
        picture = f'<img src="{escape(os.path.relpath(message.media.path, folder))}" alt="">'
    return f'<div class="text">{picture}<p>{message.text}</p></div>{_keyboard(message)}'


def _keyboard(message: NewMessage) -> str:
    if not isinstance(message.reply_markup, InlineKeyboardMarkup):
        return ""
    return "".join(
        f'<div class="row">{"".join(f"<span>{escape(button.text)}</span>" for button in row)}</div>'
        for row in message.reply_markup.inline_keyboard
    )
