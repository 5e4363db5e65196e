"""The data of the dialog in which an admin closes the venue or a resource."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from pydantic import AwareDatetime

from app.bot.dialogs.dialog_data import DialogData, required
from app.domain.availability.slots import Slot
from app.domain.closures import Closure, NewClosure
from app.domain.venues import Venue
from app.texts.translator import Html, Words


class SpanFacts(TypedDict):
    """When a closure begins and ends, on the venue's clock."""

    begin_day: str
    begin_time: str
    end_day: str
    end_time: str


@dataclass(frozen=True, kw_only=True)
class ClosingDraft:
    """The data of the dialog. A field is None before its step."""

    what: str | None = None
    """The id of a resource; empty for the whole venue."""
    day: date | None = None
    """The local day on which the closure begins."""
    begins_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    seen: str | None = None
    """The digest of the bookings that the question shows."""
    reason: str | None = None
    """What the guests are told."""

    def closure(self) -> NewClosure:
        """Raises `NotFound` for a draft that is not complete."""
        begins_at, ends_at = required(self.begins_at, "a beginning"), required(self.ends_at, "an end")
        return NewClosure(required(self.what, "what to close") or None, Slot(begins_at, ends_at))


DRAFT = DialogData(ClosingDraft)


def name_of_closed(venue: Venue, resource_id: str | None, words: Words) -> str:
    """Return the name of what is closed."""
    named = venue.name if resource_id is None else venue.resource_name(resource_id)
    return named.to(words.locale)


def closure_line(venue: Venue, closure: Closure, words: Words, now: datetime) -> Html:
    """Return what is closed, from when until when."""
    return words(
        "closure_line", what=name_of_closed(venue, closure.resource_id, words), **span_facts(closure, words, now)
    )


def span_facts(closure: NewClosure, words: Words, now: datetime) -> SpanFacts:
    """Return when a closure begins and ends, on the venue's clock."""
    span = closure.span
    return {
        "begin_day": words.dates.long_day(span.starts_at, now),
        "begin_time": words.dates.time(span.starts_at),
        "end_day": words.dates.long_day(span.ends_at, now),
        "end_time": words.dates.time(span.ends_at),
    }
