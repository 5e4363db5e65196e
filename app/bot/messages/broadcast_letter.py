"""Render a broadcast for guests, and the report on it for admins."""

from app.bot.messages.buttons import StopBroadcasting
from app.bot.messages.page import Page, make_button, make_keyboard, offer_rows
from app.bot.messages.progress_bar import progress_bar
from app.domain.broadcasts import Broadcast, Progress
from app.domain.messages.kinds import BULK_A_SECOND
from app.domain.messages.letters import BroadcastLetter, ReportLetter
from app.texts.translator import Html, Words


def render_broadcast(letter: BroadcastLetter, words: Words) -> Page:
    """What the admin wrote, entity by entity."""
    keyboard = make_keyboard(offer_rows(words, is_offer=letter.is_offer))
    return Page(Html(letter.broadcast.text), keyboard, typed=letter.broadcast.typed)


def render_report(letter: ReportLetter, words: Words) -> Page:
    """How far it is; as long as it goes on, with a button that stops it."""
    stop = make_button(words, "button_stop_broadcast", StopBroadcasting(broadcast_id=letter.broadcast.id))
    rows = [] if letter.progress.is_over else [[stop]]
    return Page(_report(letter.broadcast, letter.progress, words), make_keyboard(rows))


def _report(broadcast: Broadcast, progress: Progress, words: Words) -> Html:
    title = (
        "broadcast_running" if progress.unsent else "broadcast_stopped" if broadcast.stopped_at else "broadcast_done"
    )
    reached = progress.total - progress.unsent - progress.skipped
    bar, percent = progress_bar(reached, progress.total)
    lines = [
        words(
            "broadcast_report",
            title=words(title),
            bar=bar,
            percent=percent,
            sent=progress.sent,
            total=progress.total,
        ),
        *[
            words("broadcast_failed", number=number, why=words(f"failure_{why}"))
            for why, number in progress.failed.items()
        ],
    ]
    if progress.skipped:
        lines.append(words("broadcast_left_out", number=progress.skipped))
    if progress.unsent:
        lines.append(words("broadcast_remaining", minutes=minutes_to_send(progress.unsent)))
    return Html("\n".join(lines))


def minutes_to_send(messages: int) -> int:
    """Return how many whole minutes a bot needs for this number of bulk messages: 0 for less than one."""
    return messages // (BULK_A_SECOND * 60)
