"""Render a broadcast for guests, and the report on it for admins."""

from app.bot.messages.buttons import NoMoreNews, PauseBroadcasting, ResumeBroadcasting, StopBroadcasting
from app.bot.messages.page import Page, Rows, make_button, make_keyboard, offer_rows
from app.bot.messages.progress_bar import progress_bar
from app.domain.broadcasts import Broadcast, Progress
from app.domain.messages.kinds import BULK_A_SECOND
from app.domain.messages.letters import BroadcastLetter, ReportLetter
from app.texts.translator import Html, Words


def render_broadcast(letter: BroadcastLetter, words: Words) -> Page:
    """What the admin wrote, entity by entity, with a button that declines further ones."""
    no_news = [[make_button(words, "button_no_news", NoMoreNews())]] if letter.is_news else []
    keyboard = make_keyboard(no_news + offer_rows(words, is_offer=letter.is_offer))
    return Page(Html(letter.broadcast.text), keyboard, typed=letter.broadcast.typed)


def render_report(letter: ReportLetter, words: Words) -> Page:
    """How far it is; as long as something is unsent, with the buttons that pause or resume it, and stop it."""
    rows = [] if letter.progress.is_over else _report_rows(letter.broadcast, words)
    return Page(_report(letter.broadcast, letter.progress, words), make_keyboard(rows))


def _report_rows(broadcast: Broadcast, words: Words) -> Rows:
    stop = make_button(words, "button_stop_broadcast", StopBroadcasting(broadcast_id=broadcast.id))
    if broadcast.paused_at:
        return [[make_button(words, "button_resume_broadcast", ResumeBroadcasting(broadcast_id=broadcast.id)), stop]]
    return [[make_button(words, "button_pause_broadcast", PauseBroadcasting(broadcast_id=broadcast.id)), stop]]


def _report(broadcast: Broadcast, progress: Progress, words: Words) -> Html:
    reached = progress.total - progress.unsent - progress.skipped
    bar, percent = progress_bar(reached, progress.total)
    lines = [
        words(
            "broadcast_report",
            title=words(_title(broadcast, progress)),
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
    if progress.unsent and not broadcast.paused_at:
        lines.append(words("broadcast_remaining", minutes=minutes_to_send(progress.unsent)))
    return Html("\n".join(lines))


def _title(broadcast: Broadcast, progress: Progress) -> str:
    """The key of the title."""
    if progress.unsent:
        return "broadcast_paused" if broadcast.paused_at else "broadcast_running"
    return "broadcast_stopped" if broadcast.stopped_at else "broadcast_done"


def minutes_to_send(messages: int) -> int:
    """Return how many whole minutes a bot needs for this number of bulk messages: 0 for less than one."""
    return messages // (BULK_A_SECOND * 60)
