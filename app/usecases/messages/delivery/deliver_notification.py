"""Deliver one message of the ledger."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from app.database.retrying import read_when_available, write_when_available
from app.database.transaction import Database
from app.domain.messages.letters import BookingLetter, ExportLetter, ExportReportLetter, Letter, gather
from app.domain.messages.notifications import AnyNotification, Failure, Notification
from app.domain.venues import Venues
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.runtime.trace import traced
from app.usecases.messages.delivery.gate import Gate
from app.usecases.messages.delivery.lease import Lease
from app.usecases.messages.delivery.note_outcomes import NAMES, note_outcomes
from app.usecases.messages.delivery.outcome import Failed, Redirected, Reschedule, Sent, Settlement, settle
from app.usecases.messages.delivery.send import GroupMoved, Sender, send, within_limits
from app.usecases.messages.delivery.shared_transactions import Accepted, SharedTransactions
from app.usecases.messages.delivery.staff_group import address, group_of, has_lost_group

log = structlog.stdlib.get_logger()

MAX_WAIT = timedelta(seconds=3)
"""For how long a worker waits for Telegram's limits, in all. A short wait through the ledger would take longer."""
OF_ONE_MESSAGE = frozenset({Failure.REFUSED, Failure.DEFECT})
"""Failures whose reason is in the message, not in the chat."""
_Attempt = Callable[[list[AnyNotification]], Awaitable[list[Settlement]]]


class DeliverNotification:
    """Send one message of the ledger and record the outcome.

    Any number of workers may be asked to deliver the same message: one sends it, the others return quietly. Its subject
    is read again first, so that nothing is sent for a booking that was canceled or moved, and nothing too late. A
    message is sent twice only when the process dies, or Telegram's answer is lost, after Telegram accepted it and
    before that is recorded. While the database cannot be reached the task waits: RabbitMQ keeps the message, and what
    was sent is recorded when the database is back.

    An alert that had to wait for its chat takes along the others that wait there (decision 29): they are claimed
    together, pass the gate one by one, are sent as one message and settled in one transaction.

    An alert to the venue's staff group goes to the group that the settings name now, under its present id. Where they
    name none any more, or Telegram refuses it there, each admin gets it (decision 40).
    """

    def __init__(self, database: Database, venues: Venues, sender: Sender, clock: Clock, queue: TaskQueue) -> None:
        self._database = database
        self._venues = venues
        self._sender = sender
        self._clock = clock
        self._queue = queue
        self._transactions = SharedTransactions(database, clock)
        self._gate = Gate(database, self._transactions, venues, clock)
        self._lease = Lease(database, clock)

    async def __call__(self, notification_id: int) -> None:
        """Deliver it, unless another worker has it, or it is settled or not due."""
        await self._claim_and_deliver(notification_id, self._attempt)

    async def at_once(self, notification_id: int) -> None:
        """Deliver it as the answer to a press, unless another process has it, or it is settled or not due.

        Like the windows of dialogs, it neither waits for a place within Telegram's limits nor takes one along.
        """
        await self._claim_and_deliver(notification_id, self._attempt_at_once)

    async def _claim_and_deliver(self, notification_id: int, attempt: _Attempt) -> None:
        claimed = await self._transactions.claim(notification_id)
        if claimed is not None:
            with traced(claimed.trace):
                await self._deliver(claimed, attempt)

    async def _deliver(self, claimed: AnyNotification, attempt: _Attempt) -> None:
        held = [claimed]
        async with self._lease.keep(held):
            outcomes = await attempt(held)
            now = self._clock.now()
            await self._record(outcomes, now)
        note_outcomes(outcomes, now)

    async def _record(self, outcomes: list[Settlement], now: datetime) -> None:
        """Record the outcomes; of a message that one person has got, that is only its receipt."""
        match outcomes:
            case [(Notification(is_to_group=False) as sent, Sent(message_id))]:
                await self._transactions.record(Accepted(sent, message_id, now))
            case _:
                await write_when_available(self._database, lambda tx: settle(tx, self._venues, outcomes, now))

    async def _attempt(self, held: list[AnyNotification]) -> list[Settlement]:
        """Send the one that is `held` when Telegram's limits have room and the gate lets it through. Wait `MAX_WAIT`.

        The limits come first: most of many messages to one chat only learn that they must come back later. Alerts that
        are sent with it are added to `held`.
        """
        if has_lost_group(self._venues, held[0]):
            return [(held[0], Redirected(Failure.REFUSED, "no staff group is set"))]
        await self._address(held)
        try:
            sent = await within_limits(partial(self._reserve_and_send, held), self._clock, MAX_WAIT)
        except GroupMoved as move:
            await self._follow(held[0], move)
            sent = Reschedule(self._clock.now(), str(move))
        return [(each, sent) for each in held] if isinstance(sent, Reschedule) else sent

    async def _attempt_at_once(self, held: list[AnyNotification]) -> list[Settlement]:
        """Send the one that is `held` if the gate lets it through. If Telegram takes nothing now, a worker sends it."""
        checked = await self._gate(held[0])
        if not isinstance(checked, Letter):
            return [(held[0], checked)]
        sending = partial(send, self._sender, checked, self._clock, is_reply=True)
        sent = await within_limits(lambda _: sending(), self._clock, timedelta(0))
        return [(held[0], sent)] if isinstance(sent, Reschedule) else sent

    async def _reserve_and_send(self, held: list[AnyNotification], has_waited: bool) -> list[Settlement]:
        """Raises `RateLimited` and `GroupMoved`."""
        claimed = held[0]
        if isinstance(claimed, Notification):
            await self._sender.reserve(claimed, has_waited=has_waited)
            if claimed.kind.rule.can_be_gathered and (has_waited or claimed.is_back):
                await self._gather(claimed, held)
        return await self._send(held)

    async def _address(self, held: list[AnyNotification]) -> None:
        """Give messages to the staff group its present id."""
        if any(group_of(self._venues, each) for each in held):
            held[:] = await read_when_available(self._database, lambda tx: address(tx, self._venues, held))

    async def _follow(self, claimed: AnyNotification, move: GroupMoved) -> None:
        """Remember the new id of the staff group, for all processes."""
        if group := group_of(self._venues, claimed):
            await write_when_available(
                self._database, lambda tx: tx.staff_groups.move(claimed.venue_id, group.chat_id, move.moved_to)
            )

    async def _gather(self, first: Notification, held: list[AnyNotification]) -> None:
        """Claim the other alerts that wait in the chat, unless that was done."""
        if len(held) == 1:
            now = self._clock.now()
            held += await write_when_available(self._database, lambda tx: tx.ledger.claim_gathered(first, now))
            await self._address(held)

    async def _send(self, held: Sequence[AnyNotification]) -> list[Settlement]:
        """Send those that the gate lets through, in one message."""
        outcomes: list[Settlement] = []
        letters: list[Letter] = []
        for each in held:
            checked = await self._gate(each)
            if isinstance(checked, ExportLetter):
                # A scheduler of the release before does not know that a file has a task of its own.
                outcomes.append((each, Reschedule(self._clock.now(), "for the task that writes files")))
            elif isinstance(checked, Letter):
                letters.append(await self._with_progress(checked))
            else:
                outcomes.append((each, checked))
        alerts = [letter for letter in letters if isinstance(letter, BookingLetter)]
        if len(alerts) > 1:
            return outcomes + await self._send_gathered(alerts)
        return outcomes + [sent for letter in letters for sent in await send(self._sender, letter, self._clock)]

    async def _with_progress(self, letter: Letter) -> Letter:
        """A report on an export that goes on, with how far it is."""
        if not isinstance(letter, ExportReportLetter) or letter.delivery.is_over:
            return letter
        return replace(letter, progress=await self._queue.export_progress(letter.delivery.notification_id))

    async def _send_gathered(self, alerts: Sequence[BookingLetter]) -> list[Settlement]:
        """Send alerts as one message. If it is refused, the first is sent alone, and the others come back: among them
        may be the one that Telegram does not accept."""
        first, *others = alerts
        outcomes = await send(self._sender, gather(alerts), self._clock)
        if not any(isinstance(outcome, Failed) and outcome.failure in OF_ONE_MESSAGE for _, outcome in outcomes):
            return outcomes
        log.warning("gathered alerts refused", alerts=len(alerts), outcome=NAMES[type(outcomes[0][1])])
        come_back = Reschedule(self._clock.now(), "refused in one message with others")
        return [
            *await send(self._sender, first, self._clock),
            *((other.envelope.notification, come_back) for other in others),
        ]
