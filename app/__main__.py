"""`python -m app check` checks a deployment without starting it; `python -m app venue new` makes a venue."""

import argparse
import asyncio
import sys

from app.check import Finding, check, exit_status
from app.new_venue import command as new_venue

DESCRIPTION = "Check settings, venues, texts, database, RabbitMQ, Redis, and each bot's token and webhook."
EPILOG = "Exit status: 0 if nothing is wrong, 78 if something has to be changed, 69 if a service does not answer."


def main() -> int:
    """Run the command that the arguments name. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m app")
    commands = parser.add_subparsers(required=True, metavar="command")
    checking = commands.add_parser("check", description=DESCRIPTION, epilog=EPILOG, help=DESCRIPTION)
    checking.set_defaults(run=_check)
    venues = commands.add_parser("venue", help=new_venue.DESCRIPTION).add_subparsers(required=True, metavar="new")
    making = venues.add_parser(
        "new", description=new_venue.DESCRIPTION, epilog=new_venue.EPILOG, help=new_venue.DESCRIPTION
    )
    new_venue.add_flags(making)
    making.set_defaults(run=new_venue.run)
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
