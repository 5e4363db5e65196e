"""`python -m app guest`: the rights of a guest who asks the operator, for instance by post."""

import argparse
import os
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from app.commands.deployment import EXIT_STATUSES, Deployment, run
from app.domain.access import Visitor
from app.domain.errors import NotFound
from app.runtime.mistakes import OperatorMistake
from app.usecases.guests.find_guest import FindGuest
from app.usecases.guests.forget_guest import ForgetGuest
from app.usecases.guests.my_data_file import my_data_as_json
from app.usecases.guests.tell_my_data import TellMyData

DESCRIPTION = "Export or erase what a venue keeps about a guest, when they ask the operator instead of the bot."
EXPORT = "Write all that the venue keeps about the guest as JSON, as /my_data sends it."
ERASE = (
    "Erase the guest, as /delete_me does: bookings to come are canceled and the admins alerted, "
    "past ones become anonymous. It cannot be undone."
)
EPILOG = f"Exit status: 0 when it is done, 1 when it was not confirmed, {EXIT_STATUSES}."
FOR_OWNER_ALONE = 0o600
YES = "yes"

Work = Callable[[Deployment, Visitor, argparse.Namespace], Awaitable[int]]


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `guest` with its two commands."""
    parsers = commands.add_parser("guest", description=DESCRIPTION, help=DESCRIPTION).add_subparsers(
        required=True, metavar="command"
    )
    exporting = parsers.add_parser("export", description=EXPORT, help=EXPORT, epilog=EPILOG)
    exporting.add_argument("--output", type=Path, metavar="FILE", help="a new file; standard output by default")
    erasing = parsers.add_parser("erase", description=ERASE, help=ERASE, epilog=EPILOG)
    erasing.add_argument("--yes", action="store_true", help="do not ask")
    for parser, work in ((exporting, export), (erasing, erase)):
        parser.add_argument("--venue", required=True, metavar="ID", help="the venue's id")
        parser.add_argument("--telegram-id", required=True, type=int, metavar="ID", help="the guest's id in Telegram")
        parser.set_defaults(run=partial(_run, work))


def _run(work: Work, flags: argparse.Namespace) -> int:
    async def with_visitor(deployment: Deployment) -> int:
        return await work(deployment, await _find(deployment, flags), flags)

    return run(with_visitor)


async def _find(deployment: Deployment, flags: argparse.Namespace) -> Visitor:
    """The guest. Raises `OperatorMistake` if the venue does not know them."""
    venue = deployment.venue(flags.venue)
    await deployment.check_database()
    guest = await FindGuest(deployment.database)(venue, flags.telegram_id)
    if guest is None:
        raise OperatorMistake(f"--telegram-id: {venue.id} knows no guest with this id")
    return Visitor(venue, guest)


async def export(deployment: Deployment, visitor: Visitor, flags: argparse.Namespace) -> int:
    data = await TellMyData(deployment.database)(visitor)
    content = my_data_as_json(visitor.venue, data, deployment.clock.now())
    if flags.output is None:
        sys.stdout.write(f"{content}\n")
    else:
        _write_new(flags.output, f"{content}\n")
    return 0


def _write_new(path: Path, content: str) -> None:
    """Write a new file for its owner alone: it holds names and phone numbers. Raises `OperatorMistake`."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FOR_OWNER_ALONE)
    except OSError as error:
        raise OperatorMistake(f"--output: {path} cannot be created: {error.strerror}") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)


async def erase(deployment: Deployment, visitor: Visitor, flags: argparse.Namespace) -> int:
    if not flags.yes:
        sys.stderr.write(f"This cannot be undone. Type {YES} to erase guest {flags.telegram_id} of {flags.venue}: ")
        sys.stderr.flush()
        if sys.stdin.readline().strip() != YES:
            sys.stderr.write("Nothing is erased.\n")
            return 1
    try:
        await ForgetGuest(deployment.database, deployment.queue, deployment.clock)(visitor)
    except NotFound:
        raise OperatorMistake("--telegram-id: the guest has been erased meanwhile") from None
    sys.stdout.write("Erased. Backups keep the guest until they are replaced.\n")
    return 0
