"""One text that a venue sends to all of its guests, and how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.messages.notifications import Failure

LONGEST = 3500
"""Characters of a text: with the words around it in the preview it stays within the 4096 that Telegram takes."""


class Audience(StrEnum):
    """Which guests it is for. Who has blocked the bot is in neither."""

    EVERYBODY = "everybody"
    OFFERS = "offers"
    """Who said yes to offers."""


@dataclass(frozen=True, slots=True)
class NewBroadcast:
    """What an admin confirmed. `request_key` is the same for every repetition of one confirmation."""

    text: str
    """Telegram's HTML, made by Telegram of what the admin wrote."""
    audience: Audience
    request_key: str


@dataclass(frozen=True, slots=True)
class Broadcast(NewBroadcast):
    """A broadcast that was begun."""

    id: int
    venue_id: str
    stopped_at: datetime | None
    """When an admin stopped it. Who had not got it by then does not get it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many guests have got it, and what became of the others."""

    sent: int
    owed: int
    """Still to be sent."""
    failed: Mapping[Failure, int]
    left_out: int
    """Not sent any more: it was stopped, it came too late, or the guest wants no offers now."""

    @property
    def total(self) -> int:
        return self.sent + self.owed + sum(self.failed.values()) + self.left_out

    @property
    def is_over(self) -> bool:
        return not self.owed
