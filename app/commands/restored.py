"""`python -m app database restored`: what the lost time between a backup and a failure has left in chats."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.commands.deployment import EXIT_STATUSES, Deployment, run
from app.commands.ledger import line_of
from app.commands.past_log import BOOKED, CANCELED, BookingLine, PastLog, read_log
from app.domain.messages.receipts import Receipt
from app.runtime.mistakes import OperatorMistake
from app.usecases.messages.settle_restored import SettleRestored

DESCRIPTION = (
    "After a restore and before any process starts: list the messages that were due between the backup and the "
    "failure, and so may have been sent already, and with --log the bookings that are lost. Changes nothing without "
    "--others. Times are UTC."
)
EPILOG = f"Exit status: 0 when nothing is left to decide, 1 when messages are undecided, {EXIT_STATUSES}."
BACKUP_AT = "when the backup was begun: 2027-01-31T03:00"
FAILED_AT = "when the last process stopped; now by default. What was due later was not sent"
LOG = "a log of web or a worker with LOG_FORMAT=json; give all of them since the backup"
OTHERS = (
    "what becomes of the messages of which nobody knows: `send` may repeat some, `miss` may leave out some. What the "
    "log says was sent is recorded as sent in both cases"
)
SEND, MISS = "send", "miss"
NEXT = "Now empty Redis, which remembers the lost time (docs/backup.md), and start the processes."


def add_parser(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to those of `database`."""
    parser = parsers.add_parser("restored", description=DESCRIPTION, help=DESCRIPTION, epilog=EPILOG)
    parser.add_argument("--backup-at", required=True, type=_instant, metavar="TIME", help=BACKUP_AT)
    parser.add_argument("--failed-at", type=_instant, metavar="TIME", help=FAILED_AT)
    parser.add_argument("--log", action="append", default=[], type=Path, metavar="FILE", help=LOG)
    parser.add_argument("--others", choices=[SEND, MISS], help=OTHERS)
    parser.set_defaults(run=_run)


def _instant(text: str) -> datetime:
    """A time in UTC unless it has an offset. Raises `ArgumentTypeError`."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("expected a time such as 2027-01-31T03:00") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _run(flags: argparse.Namespace) -> int:
    async def restoring(deployment: Deployment) -> int:
        return await restored(deployment, flags)

    return run(restoring)


async def restored(deployment: Deployment, flags: argparse.Namespace) -> int:
    """List what may have been sent, and with `--others` record the decision. Raises `OperatorMistake`."""
    await deployment.check_database()
    settle = SettleRestored(deployment.database, deployment.clock)
    if await settle.is_in_use():
        raise OperatorMistake("a web process is running, or was less than two minutes ago: stop all processes first")
    failed_at = flags.failed_at or deployment.clock.now()
    if flags.backup_at >= failed_at:
        raise OperatorMistake("--backup-at: expected a time before the failure")
    past = read_log(flags.log, flags.backup_at)
    undecided = await settle.undecided(list(deployment.venues), failed_at)
    sent = [each for each in undecided if each.id in past.sent]
    others = [each for each in undecided if each.id not in past.sent]
    _tell_messages(deployment, "Sent after the backup, by the log", sent)
    _tell_messages(deployment, "May have been sent after the backup: nobody knows", others)
    if flags.log:
        await _tell_bookings(settle, past)
    if flags.others:
        await settle.record_sent([past.sent[each.id] for each in sent])
    if flags.others == MISS:
        await settle.miss(list(deployment.venues), failed_at)
    return _end(flags.others, undecided, others)


def _end(decision: str | None, undecided: Sequence[Receipt], others: Sequence[Receipt]) -> int:
    if decision:
        fate = "will be sent when a scheduler runs" if decision == SEND else "are recorded as missed"
        sys.stdout.write(f"\nDecided: the first are recorded as sent, {len(others)} others {fate}.\n{NEXT}\n")
        return 0
    if undecided:
        sys.stdout.write(f"\nNothing is changed. Decide before you start any process: --others {SEND} or {MISS}.\n")
        return 1
    sys.stdout.write(f"\nNothing to decide.\n{NEXT}\n")
    return 0


def _tell_messages(deployment: Deployment, title: str, receipts: Sequence[Receipt]) -> None:
    _tell(title, (line_of(each, deployment.venues.get(each.venue_id)).removesuffix(": ") for each in receipts))


async def _tell_bookings(settle: SettleRestored, past: PastLog) -> None:
    """The bookings that the backup lacks or has otherwise. One that is lost and was canceled is of no interest."""
    newest = {(line.venue_id, line.booking_id): line for line in past.bookings}
    kept = {key for key in newest if await settle.has_booking(*key)}
    lost = [line for key, line in newest.items() if key not in kept and line.event != CANCELED]
    changed = [line for key, line in newest.items() if key in kept and line.event != BOOKED]
    _tell("Lost bookings, by the log: their guests have a confirmation", map(_describe, lost))
    _tell("Bookings that were changed after the backup, by the log, and are as before", map(_describe, changed))


def _describe(line: BookingLine) -> str:
    what = f"{line.event} {line.at:%Y-%m-%d %H:%M:%S}"
    starts = f" for {line.starts_at:%Y-%m-%d %H:%M}" if line.starts_at else ""
    place = f", {line.resource_id}" if line.resource_id else ""
    return f"{line.booking_id}  {line.venue_id}{place}{starts}, {what}"


def _tell(title: str, lines: Iterable[str]) -> None:
    told = list(lines)
    sys.stdout.write(f"{title}: {len(told)}\n")
    sys.stdout.writelines(f"  {line}\n" for line in told)
