"""Reasons why Telegram may accept a message more often than the ledger has recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from app.database.messages.ledger import SEND_LEASE
from tests.faults.history import Event
from tests.services.lag import Lag

SECOND = timedelta(seconds=1)
DROPPED_WITHIN = SECOND
"""Between accepting a call and recording that its answer was dropped, which the sandbox does at once."""
IN_FLIGHT = SECOND
"""Bytes that a worker has written into its connection arrive after it was killed. Stalls of the machine are added: the
sandbox may not have read them at once."""
RECORDED_WITHIN = 2 * SECOND
"""From the answer to the committed record of it. Stalls of the machine are added."""
RECORDED_AFTER_OUTAGE = 5 * SECOND
"""The same after an outage of the database, from its end: a worker retries once a second and has to connect."""
TAKEN_OVER_WITHIN = SEND_LEASE + 20 * SECOND
"""From the kill to the second sending, without faults and stalls in between: the lease expires, the scheduler leaves
workers five seconds to renew their leases, and a hanging call of the Bot API times out after eight seconds."""


class Span(NamedTuple):
    """The time from a fault to its end."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Incidents:
    """The events that can explain a double. `lost` are the calls with a dropped answer: venue, chat, accepted at."""

    lost: frozenset[tuple[str, int, datetime]]
    kills: Sequence[datetime]
    """Of workers."""
    web_kills: Sequence[datetime]
    faults: Sequence[Span]
    outages: Sequence[Span]
    """Outages of the database."""
    stalls: Lag

    @classmethod
    def read(cls, by_kind: Mapping[str, Sequence[Event]], stalls: Lag) -> Self:
        return cls(
            lost=frozenset(_lost_calls(by_kind, stalls)),
            kills=_times(by_kind, "worker killed"),
            web_kills=_times(by_kind, "web killed"),
            faults=_spans(by_kind),
            outages=_spans(by_kind, "PostgreSQL down"),
            stalls=stalls,
        )

    def explain(self, venue: str, chat: int, accepted: Sequence[datetime], *, by_web: bool) -> list[str]:
        """For each time at which a message was accepted, in order: the reason why it may be unrecorded, or "".

        `by_web`: whether web delivers such messages, too: those that end dialogs.
        """
        senders = [*self.kills, *(self.web_kills if by_web else ())]
        pairs = zip(accepted, [*accepted[1:], None], strict=True)
        return [self._reason(venue, chat, at, following, senders) for at, following in pairs]

    def _reason(
        self, venue: str, chat: int, at: datetime, following: datetime | None, senders: Sequence[datetime]
    ) -> str:
        if (venue, chat, at) in self.lost:
            return "answer lost"
        # A process killed after the second sending, or after it must have recorded the first, is not the reason.
        recorded_by = self._recorded_by(at)
        last = min(following, recorded_by) if following else recorded_by
        kills = [kill for kill in senders if at <= kill + IN_FLIGHT + self.stalls.between(kill, at) and kill <= last]
        is_near = any(following is None or self._is_taken_over(kill, following) for kill in kills)
        return "process killed" if is_near else ""

    def _recorded_by(self, at: datetime) -> datetime:
        by = at + RECORDED_WITHIN + self.stalls.between(at, at + RECORDED_WITHIN)
        returned = [outage.end for outage in self.outages if outage.start <= by and outage.end >= at]
        return max([by, *(end + RECORDED_AFTER_OUTAGE for end in returned)])

    def _is_taken_over(self, kill: datetime, following: datetime) -> bool:
        delayed = sum(
            (max(min(span.end, following) - max(span.start, kill), timedelta(0)) for span in self.faults),
            self.stalls.between(kill, following),
        )
        return following - kill <= TAKEN_OVER_WITHIN + delayed


def _times(by_kind: Mapping[str, Sequence[Event]], fault: str) -> list[datetime]:
    return [event.at for event in by_kind["fault"] if event.facts["kind"] == fault]


def _lost_calls(by_kind: Mapping[str, Sequence[Event]], stalls: Lag) -> list[tuple[str, int, datetime]]:
    """The calls whose answer was dropped: for each dropped answer, the last accepted call to its chat before it."""
    calls = []
    for dropped in by_kind["call_faulted"]:
        method, chat = dropped.facts["method"], dropped.facts["chat"]
        if dropped.facts["by"] != "DROP_AFTER" or method not in {"sendMessage", "editMessageText"}:
            continue
        is_edit = method == "editMessageText"
        to_chat = [e for e in by_kind["sent"] if e.facts["chat"] == chat and e.facts.get("edited", False) == is_edit]
        before = [e for e in to_chat if e.at <= dropped.at]
        call = max(before, key=lambda event: event.at, default=None)
        if call and dropped.at - call.at <= DROPPED_WITHIN + stalls.between(call.at, dropped.at):
            calls.append((call.facts["venue"], call.facts["chat"], call.at))
    return calls


def _spans(by_kind: Mapping[str, Sequence[Event]], kind: str | None = None) -> list[Span]:
    """The spans of all faults, or of one kind. Faults do not overlap: each ends before the next begins."""
    starts = sorted(event.at for event in by_kind["fault"] if kind in {None, event.facts["kind"]})
    ends = sorted(event.at for event in by_kind["recovered"] if kind in {None, event.facts["kind"]})
    return [Span(start, end) for start, end in zip(starts, ends, strict=False)]
