"""`python -m app ledger`: the messages that are due, stuck or failed, and the receipts of a booking."""

import argparse
import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial

from app.commands.deployment import EXIT_STATUSES, Deployment, run
from app.domain.access import Operator
from app.domain.errors import NotFound
from app.domain.messages.receipts import Receipt, describe
from app.domain.venues import STAFF_CHAT, Venue
from app.runtime.mistakes import OperatorMistake
from app.usecases.messages.list_receipts import ListReceipts
from app.usecases.messages.retry_failed_message import RetryFailedMessage

DESCRIPTION = "Show what became of messages, and send failed ones again. Times are UTC."
DUE = "List messages that are due and not sent yet, the longest waiting first."
STUCK = "List messages that have been due for over a minute: no scheduler or worker runs, or Telegram does not answer."
FAILED = "List messages that failed in the last 7 days, with the reason, the newest first."
RETRY = "Make a failed message due again. A scheduler takes it up within ten seconds."
BOOKING = "Show every message of a booking: when it is owed, when it was tried and sent, or why not."
EPILOG = f"Exit status: 0, {EXIT_STATUSES}."
EPILOG_OF_STUCK = f"Exit status: 0 if none is stuck, 1 if some are, {EXIT_STATUSES}."
EPILOG_OF_RETRY = f"Exit status: 0 if it is due again, 1 if it cannot be, {EXIT_STATUSES}."
LIMIT = 50

Work = Callable[[Deployment, argparse.Namespace], Awaitable[int]]
List = Callable[[list[str], int], Awaitable[Sequence[Receipt]]]


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `ledger` with its commands."""
    parsers = commands.add_parser("ledger", description=DESCRIPTION, help=DESCRIPTION).add_subparsers(
        required=True, metavar="command"
    )
    for name, text, work, epilog in (
        ("due", DUE, due, EPILOG),
        ("stuck", STUCK, stuck, EPILOG_OF_STUCK),
        ("failed", FAILED, failed, EPILOG),
    ):
        listing = parsers.add_parser(name, description=text, help=text, epilog=epilog)
        listing.add_argument("--venue", action="append", metavar="ID", help="of this venue; of all by default")
        listing.add_argument("--limit", type=int, default=LIMIT, metavar="N", help=f"messages at most; {LIMIT}")
        listing.set_defaults(run=partial(_run, work))
    for name, text, work, epilog in (
        ("retry", RETRY, retry, EPILOG_OF_RETRY),
        ("booking", BOOKING, show_booking, EPILOG),
    ):
        parser = parsers.add_parser(name, description=text, help=text, epilog=epilog)
        parser.add_argument("id", type=int, metavar="ID", help="the number of the message, or of the booking")
        parser.set_defaults(run=partial(_run, work))


def _run(work: Work, flags: argparse.Namespace) -> int:
    async def with_database(deployment: Deployment) -> int:
        await deployment.check_database()
        return await work(deployment, flags)

    return run(with_database)


async def due(deployment: Deployment, flags: argparse.Namespace) -> int:
    await _list(deployment, flags, _receipts(deployment).due)
    return 0


async def stuck(deployment: Deployment, flags: argparse.Namespace) -> int:
    return 1 if await _list(deployment, flags, _receipts(deployment).stuck) else 0


async def failed(deployment: Deployment, flags: argparse.Namespace) -> int:
    await _list(deployment, flags, _receipts(deployment).failed)
    return 0


async def retry(deployment: Deployment, flags: argparse.Namespace) -> int:
    receipt = await _receipts(deployment).find(flags.id)
    if receipt is None:
        raise OperatorMistake(f"{flags.id}: no such message")
    venue = deployment.venue(receipt.venue_id)
    try:
        retry_message = RetryFailedMessage(deployment.database, deployment.queue, deployment.clock)
        is_due = await retry_message(Operator(venue), receipt.id)
    except NotFound:
        sys.stdout.write(f"It has not failed: {describe(receipt, deployment.clock.now())}\n")
        return 1
    if not is_due:
        sys.stdout.write("It is of no use any more: it has expired, or its booking has changed.\n")
        return 1
    sys.stdout.write("It is due again.\n")
    return 0


async def show_booking(deployment: Deployment, flags: argparse.Namespace) -> int:
    found = await _receipts(deployment).of_booking(list(deployment.venues), flags.id)
    if found is None:
        raise OperatorMistake(f"{flags.id}: no venue has a booking with this number")
    booking, receipts = found
    now = deployment.clock.now()
    place = f"{booking.resource_id} of {booking.venue_id}"
    sys.stdout.write(
        f"Booking {booking.id}: {booking.status_at(now)}, {place}, {booking.starts_at:%Y-%m-%d %H:%M} UTC\n"
    )
    _print(deployment, receipts)
    return 0


def _receipts(deployment: Deployment) -> ListReceipts:
    return ListReceipts(deployment.database, deployment.clock)


async def _list(deployment: Deployment, flags: argparse.Namespace, find: List) -> Sequence[Receipt]:
    chosen = [deployment.venue(venue_id).id for venue_id in flags.venue or deployment.venues]
    if flags.limit < 1:
        raise OperatorMistake("--limit: expected a number above 0")
    receipts = await find(chosen, flags.limit)
    _print(deployment, receipts)
    return receipts


def _print(deployment: Deployment, receipts: Iterable[Receipt]) -> None:
    now = deployment.clock.now()
    lines = [line_of(receipt, deployment.venues.get(receipt.venue_id)) + describe(receipt, now) for receipt in receipts]
    sys.stdout.writelines(f"{line}\n" for line in lines or ["none"])


def line_of(receipt: Receipt, venue: Venue | None) -> str:
    """What message it is and for whom, without what became of it."""
    is_admin = venue is not None and venue.is_admin(receipt.chat_id)
    about = f", booking {receipt.booking_id}" if receipt.booking_id else ""
    message = f"{receipt.kind} {receipt.variant}".rstrip()
    to = "the staff group" if receipt.chat_id == STAFF_CHAT else f"{'admin' if is_admin else 'chat'} {receipt.chat_id}"
    return f"{receipt.id}  {receipt.venue_id}{about}  {message} to {to}, owed {receipt.owed_at:%Y-%m-%d %H:%M:%S}: "
