"""Render an export for the admin who asked for it: the caption of the file, and the report on how far it is."""

from app.bot.messages.buttons import CancelExporting
from app.bot.messages.page import Page, make_button, make_keyboard
from app.bot.messages.progress_bar import progress_bar
from app.domain.exports import Export, FileDelivery
from app.domain.messages.letters import ExportLetter, ExportReportLetter
from app.domain.messages.notifications import NotificationStatus
from app.texts.facts import ExportFacts, ExportReportFacts, PeriodFacts
from app.texts.translator import Html, Words


def _period(export: Export, words: Words) -> PeriodFacts:
    """The first and the last day that are exported, each with its year."""
    return PeriodFacts(begin_day=words.dates.full_day(export.first_day), end_day=words.dates.full_day(export.last_day))


def render_export(letter: ExportLetter, words: Words) -> Page:
    """The caption: which period, how many bookings; after a failed attempt, that the file may come twice."""
    lines = [words("export", **ExportFacts(**_period(letter.export, words), number=letter.number))]
    if letter.envelope.notification.attempts > 1:
        lines.append(words("export_may_repeat"))
    return Page(Html("\n".join(lines)))


def render_export_report(letter: ExportReportLetter, words: Words) -> Page:
    """How far it is; as long as it goes on, with a button that cancels it."""
    delivery, progress = letter.delivery, letter.progress
    title = words(f"export_{_state(delivery)}")
    lines = [words("export_report", **ExportReportFacts(**_period(letter.export, words), title=title))]
    if delivery.failure:
        lines.append(words("export_failure", why=words(f"failure_{delivery.failure}")))
    if delivery.is_over:
        return Page(Html("\n".join(lines)))
    if progress:
        bar, percent = progress_bar(progress.done, progress.total)
        lines.append(words("export_progress", bar=bar, percent=percent, sent=progress.done, total=progress.total))
    cancel = make_button(words, "button_cancel_export", CancelExporting(export_id=letter.export.id))
    return Page(Html("\n".join(lines)), make_keyboard([[cancel]]))


def _state(delivery: FileDelivery) -> str:
    """The last part of the title's key."""
    match delivery.status:
        case NotificationStatus.SENT:
            return "done"
        case NotificationStatus.CANCELED:
            return "canceled"
        case NotificationStatus.FAILED | NotificationStatus.MISSED:
            return "not_done"
        case _:
            return "running"
