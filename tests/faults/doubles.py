"""What may make Telegram take a message more often than the ledger knows of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from app.database.messages.ledger import SEND_LEASE
from tests.faults.history import Event
from tests.services.lag import Lag

SECOND = timedelta(seconds=1)
DROPPED_WITHIN = SECOND
"""Between the taking of a call and the note that its answer was dropped: the sandbox does both in one go."""
ON_ITS_WAY = SECOND
"""What a worker has written into its connection arrives after its death."""
RECORDED_WITHIN = 2 * SECOND
"""From the answer to the record of it: a transaction. The stalls of the machine come on top."""
RECORDED_AFTER_OUTAGE = 5 * SECOND
"""The same when the database was away, from its return: a worker asks once a second, and has to connect."""
TAKEN_OVER_WITHIN = SEND_LEASE + 20 * SECOND
"""From the kill to the second sending, troubles and stalls not counted: the lease ends, the scheduler lets workers have
five seconds to renew theirs, and a call of the Bot API that hangs takes eight."""


class Span(NamedTuple):
    """From a trouble to its mending."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Incidents:
    """All that can explain a double. `lost` are the calls whose answer was dropped: venue, chat, when taken."""

    lost: frozenset[tuple[str, int, datetime]]
    kills: Sequence[datetime]
    troubles: Sequence[Span]
    outages: Sequence[Span]
    stalls: Lag

    @classmethod
    def read(cls, by_kind: Mapping[str, Sequence[Event]], stalls: Lag) -> Self:
        return cls(
            lost=frozenset(_lost_calls(by_kind, stalls)),
            kills=[event.at for event in by_kind["trouble"] if event.facts["kind"] == "worker killed"],
            troubles=_spans(by_kind),
            outages=_spans(by_kind, "PostgreSQL away"),
            stalls=stalls,
        )

    def explain(self, venue: str, chat: int, taken: Sequence[datetime]) -> list[str]:
        """For each sending of a message, in order: why it need not have been recorded, or nothing."""
        followed_by = [*taken[1:], None]
        return [self._reason(venue, chat, at, following) for at, following in zip(taken, followed_by, strict=True)]

    def _reason(self, venue: str, chat: int, at: datetime, following: datetime | None) -> str:
        if (venue, chat, at) in self.lost:
            return "answer lost"
        # A worker that died after the second sending, or after it must have recorded the first, had no part in it.
        recorded_by = self._recorded_by(at)
        last = min(following, recorded_by) if following else recorded_by
        kills = [kill for kill in self.kills if at - ON_ITS_WAY <= kill <= last]
        is_near = any(following is None or self._is_taken_over(kill, following) for kill in kills)
        return "worker killed" if is_near else ""

    def _recorded_by(self, at: datetime) -> datetime:
        by = at + RECORDED_WITHIN + self.stalls.between(at, at + RECORDED_WITHIN)
        returned = [outage.end for outage in self.outages if outage.start <= by and outage.end >= at]
        return max([by, *(end + RECORDED_AFTER_OUTAGE for end in returned)])

    def _is_taken_over(self, kill: datetime, following: datetime) -> bool:
        in_trouble = sum(
            (max(min(span.end, following) - max(span.start, kill), timedelta(0)) for span in self.troubles),
            self.stalls.between(kill, following),
        )
        return following - kill <= TAKEN_OVER_WITHIN + in_trouble


def _lost_calls(by_kind: Mapping[str, Sequence[Event]], stalls: Lag) -> list[tuple[str, int, datetime]]:
    """The call to a chat that the sandbox had just taken when it dropped an answer to that chat."""
    calls = []
    for struck in by_kind["struck"]:
        if struck.facts["by"] != "DROP_AFTER" or struck.facts["method"] != "sendMessage":
            continue
        before = [e for e in by_kind["sent"] if e.facts["chat"] == struck.facts["chat"] and e.at <= struck.at]
        call = max(before, key=lambda event: event.at, default=None)
        if call and struck.at - call.at <= DROPPED_WITHIN + stalls.between(call.at, struck.at):
            calls.append((call.facts["venue"], call.facts["chat"], call.at))
    return calls


def _spans(by_kind: Mapping[str, Sequence[Event]], kind: str | None = None) -> list[Span]:
    """One trouble comes after the other."""
    starts = sorted(event.at for event in by_kind["trouble"] if kind in {None, event.facts["kind"]})
    ends = sorted(event.at for event in by_kind["recovered"] if kind in {None, event.facts["kind"]})
    return [Span(start, end) for start, end in zip(starts, ends, strict=False)]
