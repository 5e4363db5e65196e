"""Check a deployment without starting it: settings, venues, texts, services, and every bot as Telegram knows it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import aio_pika
from aiogram.enums import ChatType
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import ChatFullInfo, ChatMemberBanned, ChatMemberLeft, ChatMemberRestricted
from aiogram.types import ResultChatMemberUnion as ChatMember

from app.bot.venue_bots import VenueBot, VenueBots
from app.bot.webhook import webhook_path
from app.bot.webhook_state import last_error
from app.catalogue.past_days import past_days
from app.container.bots import read_venues
from app.database.engine import create_engine
from app.database.revision import DatabaseNotMigratedError, UnusableFileError, refuse_missing_file, refuse_readonly_file
from app.database.transaction import Database
from app.domain.venues import StaffGroup, Venues
from app.runtime.clock import SystemClock
from app.runtime.logs import HideSecrets
from app.runtime.misconfigurations import alerts_variable, find_misconfigurations, token_variable
from app.runtime.mistakes import EX_CONFIG, EX_UNAVAILABLE, OperatorMistake
from app.runtime.redis import create_redis
from app.runtime.settings import MEMORY, Settings, read_settings, unread_variables
from app.usecases.bookings.compare_with_catalogue import count_undecided, count_without_venue

TIMEOUT = 10.0
"""Seconds for one service or bot."""
ENV_FILE = Path(".env")
READABLE_BY_OTHERS = 0o077


class Verdict(Enum):
    """What a finding means; the value is the exit status that it asks for."""

    RIGHT = 0
    NOTE = -1
    UNAVAILABLE = EX_UNAVAILABLE
    WRONG = EX_CONFIG


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about a subject: a variable, a file or a service."""

    verdict: Verdict
    subject: str
    text: str


async def check() -> list[Finding]:
    """Find everything at once. Of what needs right settings nothing is checked while these are wrong."""
    try:
        settings = read_settings()
    except OperatorMistake as mistake:
        return list(_mistakes(mistake))
    findings = [*_files(), *_misconfigurations(settings)]
    try:
        read = read_venues(settings)
    except OperatorMistake as mistake:
        findings += _mistakes(mistake)
    else:
        findings.append(
            Finding(Verdict.RIGHT, "VENUES_DIR", f"{len(read.venues)} venues with their texts and pictures")
        )
        findings += [Finding(Verdict.NOTE, str(folder), "skipped: it has no venue.toml") for folder in read.skipped]
        findings += [
            Finding(Verdict.NOTE, token_variable(name), f"it is not set, so {name} is not served")
            for name in read.venues
            if name not in settings.venues or not settings.venues[name].bot_token
        ]
        findings += _past_days(settings, read.venues)
        findings += await _bots(settings, read.venues)
        findings += await _bookings(settings, read.venues)
    findings += await asyncio.gather(
        _ask("DATABASE_URL", lambda: _ask_database(settings)),
        _ask("RABBITMQ_URL", lambda: _ask_rabbitmq(settings)),
        _ask("REDIS_URL", lambda: _ask_redis(settings)),
    )
    hide = HideSecrets(settings.secrets)
    return [Finding(found.verdict, found.subject, hide(found.text)) for found in findings]


def exit_status(findings: list[Finding]) -> int:
    """0 when nothing is wrong, `EX_CONFIG` when something has to be changed, else `EX_UNAVAILABLE`."""
    return max(0, *(found.verdict.value for found in findings))


def _mistakes(mistake: OperatorMistake) -> Iterator[Finding]:
    for line in str(mistake).splitlines():
        subject, _, text = line.partition(": ")
        yield Finding(Verdict.WRONG, subject, text)


def _files() -> Iterator[Finding]:
    if ENV_FILE.exists() and ENV_FILE.stat().st_mode & READABLE_BY_OTHERS:
        yield Finding(Verdict.NOTE, str(ENV_FILE), "other users of the machine can read it: chmod 600 .env")
    for variable, problem in unread_variables().items():
        yield Finding(Verdict.NOTE, variable, problem)


def _misconfigurations(settings: Settings) -> Iterator[Finding]:
    for variable, problem in find_misconfigurations(settings):
        yield Finding(Verdict.WRONG, variable, problem)


def _past_days(settings: Settings, venues: Venues) -> Iterator[Finding]:
    for venue in venues.values():
        for key, last in past_days(venue, SystemClock().now()).items():
            text = f"{key}: days up to {last} have passed: remove them, or put the year right"
            yield Finding(Verdict.NOTE, str(settings.venues_dir / venue.id / "venue.toml"), text)


async def _ask(subject: str, question: Callable[[], Coroutine[None, None, str]]) -> Finding:
    """Ask a service. The question returns what is right about it, or raises."""
    try:
        async with asyncio.timeout(TIMEOUT):
            return Finding(Verdict.RIGHT, subject, await question())
    except (DatabaseNotMigratedError, UnusableFileError) as error:
        return Finding(Verdict.WRONG, subject, str(error))
    except Exception as error:  # noqa: BLE001  with any error it cannot be used
        return Finding(Verdict.UNAVAILABLE, subject, f"no answer: {error.__cause__ or error or type(error).__name__}")


async def _ask_database(settings: Settings) -> str:
    url = settings.database_url.get_secret_value()
    refuse_missing_file(url)
    refuse_readonly_file(url)
    database = Database(create_engine(url))
    try:
        revision = await database.ping()
    finally:
        await database.close()
    return f"it answers and is migrated, at revision {revision}"


async def _ask_rabbitmq(settings: Settings) -> str:
    url = settings.rabbitmq_url.get_secret_value()
    if url == MEMORY:
        return "none is used"
    async with await aio_pika.connect(url):
        return "it answers"


async def _ask_redis(settings: Settings) -> str:
    url = settings.redis_url.get_secret_value()
    if url == MEMORY:
        return "none is used"
    async with create_redis(url) as redis:
        await redis.ping()
    return "it answers"


async def _bookings(settings: Settings, venues: Venues) -> list[Finding]:
    """Compare the bookings with the venues' catalogues. A database that cannot be asked is reported elsewhere."""
    try:
        async with asyncio.timeout(TIMEOUT):
            await _ask_database(settings)
            return [finding async for finding in _compare(settings, venues)]
    except Exception:  # noqa: BLE001  see `_ask`
        return []


async def _compare(settings: Settings, venues: Venues) -> AsyncIterator[Finding]:
    database = Database(create_engine(settings.database_url.get_secret_value()))
    try:
        for venue in venues.values():
            undecided = await count_undecided(database, venue, SystemClock())
            subject = f"bookings of {venue.id}"
            if undecided:
                reasons = ", ".join(f"{misfit} {number}" for misfit, number in sorted(undecided.items()))
                text = f"some no longer fit the catalogue ({reasons}): its admins decide in the panel, /admin"
                yield Finding(Verdict.NOTE, subject, text)
            else:
                yield Finding(Verdict.RIGHT, subject, "all fit the catalogue")
        for venue_id, number in sorted((await count_without_venue(database, venues, SystemClock())).items()):
            text = f"{number} are still to come, and VENUES_DIR has no such venue: was its folder removed or renamed?"
            yield Finding(Verdict.NOTE, f"bookings of {venue_id}", text)
    finally:
        await database.close()


async def _bots(settings: Settings, venues: Venues) -> list[Finding]:
    bots = VenueBots(settings, venues)
    try:
        found = await asyncio.gather(
            *(_collect(_ask_telegram(served, settings.public_url)) for served in bots),
            *(_collect(_ask_group(served, served.venue.staff_group)) for served in bots if served.venue.staff_group),
        )
    finally:
        await bots.close()
    return [finding for of_bot in found for finding in of_bot]


async def _collect(findings: AsyncIterator[Finding]) -> list[Finding]:
    return [finding async for finding in findings]


async def _ask_telegram(served: VenueBot, public_url: str | None) -> AsyncIterator[Finding]:
    """Ask Telegram whether it knows the bot and where it delivers its updates."""
    variable = token_variable(served.venue.id)
    try:
        async with asyncio.timeout(TIMEOUT):
            me, webhook = await served.bot.me(), await served.bot.get_webhook_info()
    except (TelegramUnauthorizedError, TelegramNotFound):
        yield Finding(Verdict.WRONG, variable, "Telegram refuses it: copy the bot's token again from @BotFather")
        return
    except (TelegramAPIError, TimeoutError) as error:
        yield Finding(Verdict.UNAVAILABLE, variable, f"no answer from Telegram: {error or type(error).__name__}")
        return
    yield Finding(Verdict.RIGHT, variable, f"it is @{me.username}'s")
    expected = f"{public_url}{webhook_path(served.venue.id)}"
    subject = f"webhook of {served.venue.id}"
    if webhook.url != expected:
        where = webhook.url or "nowhere"
        yield Finding(Verdict.NOTE, subject, f"updates are delivered to {where}; web sets {expected} when it starts")
    elif (said := last_error(webhook)) and webhook.pending_update_count:
        yield Finding(Verdict.UNAVAILABLE, subject, f"{webhook.pending_update_count} updates wait. {said}")
    elif said:
        yield Finding(Verdict.NOTE, subject, f"{expected}; no updates wait, but {said}")
    else:
        yield Finding(Verdict.RIGHT, subject, expected)


async def _ask_group(served: VenueBot, group: StaffGroup) -> AsyncIterator[Finding]:
    """Ask Telegram whether the bot can write to the venue's staff group. It does not tell whether a topic exists."""
    variable, bot = alerts_variable(served.venue.id), served.bot
    try:
        async with asyncio.timeout(TIMEOUT):
            chat, member = await bot.get_chat(group.chat_id), await bot.get_chat_member(group.chat_id, bot.id)
    except TelegramMigrateToChat as move:
        text = f"the group is a supergroup now, where the alerts are sent: set it to {move.migrate_to_chat_id}"
        yield Finding(Verdict.NOTE, variable, text)
    except (TelegramBadRequest, TelegramForbiddenError) as refusal:
        text = f"the bot is not in this group ({refusal.message}): add it, or put the id right"
        yield Finding(Verdict.WRONG, variable, text)
    except (TelegramUnauthorizedError, TelegramNotFound):
        return  # It is reported as the token's.
    except (TelegramAPIError, TimeoutError) as error:
        yield Finding(Verdict.UNAVAILABLE, variable, f"no answer from Telegram: {error or type(error).__name__}")
    else:
        problem = _problem_with_group(chat, member, group)
        yield Finding(Verdict.WRONG if problem else Verdict.RIGHT, variable, problem or f"it is the group {chat.title}")
        if not served.venue.admin_ids:
            text = "the venue has no admin: nobody gets the alerts while Telegram accepts none for the group"
            yield Finding(Verdict.NOTE, variable, text)


def _problem_with_group(chat: ChatFullInfo, member: ChatMember, group: StaffGroup) -> str | None:
    if chat.type not in {ChatType.GROUP, ChatType.SUPERGROUP}:
        return f"expected a group, it is a {chat.type}"
    if isinstance(member, ChatMemberLeft | ChatMemberBanned):
        return "the bot is not in this group: add it"
    if isinstance(member, ChatMemberRestricted) and not member.can_send_messages:
        return "the bot may not write in this group: allow it"
    if group.topic_id and not chat.is_forum:
        return "the group has no topics: leave out the slash and what follows"
    return None
