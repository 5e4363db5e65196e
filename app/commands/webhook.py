"""`python -m app webhook`: where Telegram delivers the updates of each venue's bot."""

import argparse
import sys
from collections.abc import Awaitable, Callable
from functools import partial

from aiogram.exceptions import TelegramAPIError, TelegramNotFound, TelegramUnauthorizedError

from app.bot.introduction import set_webhook
from app.bot.venue_bots import VenueBot, VenueBots
from app.bot.webhook_state import last_error
from app.commands.deployment import EXIT_STATUSES, Deployment, run
from app.runtime.misconfigurations import find_misconfigurations, token_variable
from app.runtime.mistakes import EX_CONFIG, EX_UNAVAILABLE, OperatorMistake

DESCRIPTION = "Show, set or delete the address to which Telegram delivers a bot's updates."
SHOW = "Show the address, how many updates wait, and Telegram's last error, for each bot."
SET = "Let Telegram deliver updates to PUBLIC_URL, also those that wait. web does the same when it starts."
DELETE = "Let Telegram keep updates until a webhook is set again, for a day at most; for instance before a move."
EPILOG = f"Exit status: 0, {EXIT_STATUSES}."

Step = Callable[[VenueBot], Awaitable[str]]
"""What is done with one bot. Returns what to print about it."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `webhook` with its three commands."""
    parsers = commands.add_parser("webhook", description=DESCRIPTION, help=DESCRIPTION).add_subparsers(
        required=True, metavar="command"
    )
    for name, text, work in (("show", SHOW, show), ("set", SET, set_webhooks), ("delete", DELETE, delete)):
        parser = parsers.add_parser(name, description=text, help=text, epilog=EPILOG)
        parser.add_argument(
            "venues", nargs="*", metavar="VENUE", help="the venue's id; all that have a token by default"
        )
        parser.set_defaults(run=partial(_run, work))


def _run(work: Callable[[Deployment, list[str]], Awaitable[int]], flags: argparse.Namespace) -> int:
    return run(lambda deployment: work(deployment, flags.venues))


async def show(deployment: Deployment, venue_ids: list[str]) -> int:
    return await _for_each(deployment, venue_ids, _describe)


async def set_webhooks(deployment: Deployment, venue_ids: list[str]) -> int:
    """Raises `OperatorMistake` for a `PUBLIC_URL` that Telegram would refuse."""
    problem = dict(find_misconfigurations(deployment.settings)).get("PUBLIC_URL")
    if problem or not deployment.settings.public_url:
        raise OperatorMistake(f"PUBLIC_URL: {problem}")
    public_url = deployment.settings.public_url

    async def set_one(served: VenueBot) -> str:
        await set_webhook(served, public_url)
        return await _describe(served)

    return await _for_each(deployment, venue_ids, set_one)


async def delete(deployment: Deployment, venue_ids: list[str]) -> int:
    async def delete_one(served: VenueBot) -> str:
        await served.bot.delete_webhook(drop_pending_updates=False)
        return await _describe(served)

    return await _for_each(deployment, venue_ids, delete_one)


async def _describe(served: VenueBot) -> str:
    webhook = await served.bot.get_webhook_info()
    error = last_error(webhook) or "none"
    return f"address: {webhook.url or 'none'}\n  waiting updates: {webhook.pending_update_count}\n  last error: {error}"


async def _for_each(deployment: Deployment, venue_ids: list[str], step: Step) -> int:
    """Take the step for each bot and print a paragraph about it. Returns the worst exit status."""
    bots = VenueBots(deployment.settings, deployment.venues)
    try:
        chosen = [_bot_of(deployment, bots, venue_id) for venue_id in venue_ids] or list(bots)
        if not chosen:
            raise OperatorMistake("VENUES: no venue has a token")
        return max([await _take(step, served) for served in chosen])
    finally:
        await bots.close()


def _bot_of(deployment: Deployment, bots: VenueBots, venue_id: str) -> VenueBot:
    venue = deployment.venue(venue_id)
    if venue not in bots.venues:
        raise OperatorMistake(f"{token_variable(venue_id)}: it is not set, so the venue has no bot")
    return bots.of_venue(venue_id)


async def _take(step: Step, served: VenueBot) -> int:
    status = 0
    try:
        text = await step(served)
    except (TelegramUnauthorizedError, TelegramNotFound):
        variable = token_variable(served.venue.id)
        text, status = f"Telegram refuses {variable}: copy the bot's token again from @BotFather", EX_CONFIG
    except TelegramAPIError as error:
        text, status = f"Telegram did not do it: {error}", EX_UNAVAILABLE
    sys.stdout.write(f"{served.venue.id}\n  {text}\n")
    return status
