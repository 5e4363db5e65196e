"""A broadcast: one message that a venue sends to its guests, and its progress."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.domain.messages.notifications import Failure

MAX_TEXT_LENGTH = 3500
"""Characters. Together with the rest of the preview the text stays within Telegram's limit of 4096."""
MAX_CAPTION_LENGTH = 700
"""The same below a photo, where Telegram's limit is 1024."""


class Audience(StrEnum):
    """The guests that a broadcast is for. Guests who blocked the bot are in neither audience."""

    EVERYBODY = "everybody"
    """Guests who have not declined news."""
    OFFERS = "offers"
    """Guests with consent to offers."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A text as somebody typed it in Telegram, perhaps as the caption of a photo."""

    text: str
    entities: tuple[Mapping[str, Any], ...] = ()
    """Its formatting and links: MessageEntity objects (Bot API). Offsets and lengths are in UTF-16 code units."""
    photo: str | None = None
    """Telegram's `file_id` of the photo, which is valid for the bot that got it."""

    @property
    def limit(self) -> int:
        """How many characters an admin may write."""
        return MAX_CAPTION_LENGTH if self.photo else MAX_TEXT_LENGTH


@dataclass(frozen=True, slots=True)
class NewBroadcast:
    """A broadcast that an admin confirmed, not yet stored."""

    text: str
    """Telegram's HTML with the formatting of the admin's message: what workers of the release before send."""
    audience: Audience
    request_key: str
    """The same for every repetition of one confirmation, so that a second press starts no second broadcast."""
    typed: Typed | None = field(default=None, kw_only=True)
    """What is sent. None in broadcasts of earlier releases, whose `text` is sent."""


@dataclass(frozen=True, slots=True)
class Broadcast(NewBroadcast):
    """A broadcast that was started."""

    id: int
    venue_id: str
    stopped_at: datetime | None
    """When an admin stopped it, UTC. Messages that were unsent then are canceled."""
    paused_at: datetime | None
    """When an admin paused it, UTC. None while it goes on."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The numbers of guests by the outcome of their message."""

    sent: int
    unsent: int
    """Still to be sent."""
    failed: Mapping[Failure, int]
    skipped: int
    """Canceled or missed: the broadcast was stopped, the message expired, or the guest withdrew the consent."""

    @property
    def total(self) -> int:
        """The number of guests for whom the broadcast was started."""
        return self.sent + self.unsent + sum(self.failed.values()) + self.skipped

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to send."""
        return not self.unsent
