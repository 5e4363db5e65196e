"""What receipts tell the venue's people, as plain text: which message it was, for whom, and why it was not sent."""

from app.domain.guests import Guest
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import NotificationStatus
from app.domain.messages.receipts import Receipt
from app.domain.messages.why_not import why_not
from app.domain.venues import STAFF_CHAT
from app.texts.translator import Words


def kind_name(kind: str, words: Words) -> str:
    """Return which message it is. `kind` is its name in the ledger; another release may have written it."""
    return words.plain(f"kind_{kind}" if kind in set(Kind) else "kind_unknown")


def reader_name(chat_id: int, person: Guest | None, words: Words) -> str:
    """Return who gets a message: the name of the `person` whose chat it is, or the chat's id for somebody unknown."""
    if chat_id <= STAFF_CHAT:
        return words.plain("staff_group")
    return (person.name or words.plain("nameless_guest")) if person else str(chat_id)


def why_not_sent(receipt: Receipt, words: Words) -> str:
    """Return why it was not sent, or not yet; empty where there is nothing to tell, or another release recorded it."""
    if receipt.status is NotificationStatus.SENT:
        return ""
    if receipt.failure:
        return words.plain(f"failure_{receipt.failure}")
    reason = why_not(receipt.reason)
    return words.plain(f"why_not_{reason.name.lower()}") if reason else ""
