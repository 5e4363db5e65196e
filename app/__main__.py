"""`python -m app check`: check a deployment without starting it."""

import argparse
import asyncio
import sys

from app.check import Finding, check, exit_status

DESCRIPTION = "Check settings, venues, texts, database, RabbitMQ, Redis, and each bot's token and webhook."
EPILOG = "Exit status: 0 if nothing is wrong, 78 if something has to be changed, 69 if a service does not answer."


def main() -> int:
    """Print a line for each finding. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m app")
    commands = parser.add_subparsers(required=True, metavar="check")
    commands.add_parser("check", description=DESCRIPTION, epilog=EPILOG, help=DESCRIPTION)
    parser.parse_args()
    findings = asyncio.run(check())
    sys.stdout.writelines(map(_line, findings))
    return exit_status(findings)


def _line(found: Finding) -> str:
    return f"{found.verdict.name.lower():12}{found.subject}: {found.text}\n"


if __name__ == "__main__":
    sys.exit(main())
