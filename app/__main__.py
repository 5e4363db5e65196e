"""`python -m app`: commands for the operator, from a new venue to the receipt of a message."""

import argparse
import asyncio
import sys

from app.check import Finding, check, exit_status
from app.commands import database, guest, ledger, webhook
from app.new_venue import command as new_venue

DESCRIPTION = "Commands for the operator of a deployment. They read the environment and .env, as its processes do."
EPILOG = "`python -m app.health` asks a running process whether it works."
CHECK = (
    "Check settings, venues and texts, bookings against the catalogue, database, RabbitMQ, Redis, "
    "and each bot's token, webhook and last error."
)
EPILOG_OF_CHECK = (
    "Exit status: 0 if nothing is wrong, 78 if something has to be changed, 69 if a service does not answer."
)


def main() -> int:
    """Run the command that the arguments name. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m app", description=DESCRIPTION, epilog=EPILOG)
    commands = parser.add_subparsers(required=True, metavar="command")
    checking = commands.add_parser("check", description=CHECK, epilog=EPILOG_OF_CHECK, help=CHECK)
    checking.set_defaults(run=_check)
    venues = commands.add_parser("venue", help=new_venue.DESCRIPTION).add_subparsers(required=True, metavar="new")
    making = venues.add_parser(
        "new", description=new_venue.DESCRIPTION, epilog=new_venue.EPILOG, help=new_venue.DESCRIPTION
    )
    new_venue.add_flags(making)
    making.set_defaults(run=new_venue.run)
    for part in (webhook, ledger, guest, database):
        part.add_parser(commands)
    flags = parser.parse_args()
    status: int = flags.run(flags)
    return status


def _check(_flags: argparse.Namespace) -> int:
    """Print a line for each finding."""
    findings = asyncio.run(check())
    sys.stdout.writelines(map(_line, findings))
    return exit_status(findings)


def _line(found: Finding) -> str:
    return f"{found.verdict.name.lower():12}{found.subject}: {found.text}\n"


if __name__ == "__main__":
    sys.exit(main())
