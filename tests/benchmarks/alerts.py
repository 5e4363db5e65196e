"""From a guest's press on Confirm to the alert to each admin: to `sendMessage` at the Bot API server."""

import asyncio
from collections.abc import AsyncIterator
from itertools import cycle

from tests.benchmarks.alternatives.web_variants import POLLING
from tests.benchmarks.bench import Bench, say
from tests.benchmarks.deployment import BRONYA, TOKENS, Deployment, deployed
from tests.benchmarks.guests import CONFIRM, MILLISECOND, BookingGuest
from tests.benchmarks.table import Row, Times, p95_below
from tests.services.instances import RabbitMQ, Redis
from tests.services.workers import eventually

ADMINS = 5
TARGET_MS = 500
PAUSE_SECONDS = 1.0
"""Between two bookings. The venues alternate, so that each admin's chat gets a message every two seconds. Telegram
allows one a second; with more, waiting for its limit would be measured."""


async def measure(bench: Bench) -> AsyncIterator[Row]:
    bench.need(RabbitMQ)
    bench.need(Redis)
    say("alerts: ours ...")
    ours = await _book(bench, BRONYA)
    say("alerts: nothing pushed ...")
    polled = await _book(bench, POLLING)
    what = f"booking confirmed to alert sent, to each of {ADMINS} admins; SQLite, RabbitMQ, Redis"
    yield Row(
        what, ours, "no push after the commit: the scheduler finds it in the ledger", polled, p95_below(TARGET_MS, ours)
    )


async def _book(bench: Bench, app: str) -> Times:
    count = 120 if bench.is_full else 20
    async with deployed(bench, app, admins=ADMINS) as deployment:
        guests = [
            BookingGuest(deployment.new_user(f"Guest{number:03}", venue_id), seed=number)
            for number, venue_id in zip(range(count), cycle(TOKENS), strict=False)
        ]
        for guest in guests:
            # One after the other, so that no guest has chosen a table that another takes.
            await guest.arrive()
            await guest.choose()
            await guest.press(CONFIRM)
            await asyncio.sleep(PAUSE_SECONDS)
        await eventually(lambda: len(_alert_times(deployment, guests)) == count * ADMINS)
        return Times(_alert_times(deployment, guests))


def _alert_times(deployment: Deployment, guests: list[BookingGuest]) -> list[float]:
    """Milliseconds from each press on Confirm to each alert, which names the guest."""
    admin_ids = {admin.id for admin in deployment.admins}
    sent = [call for call in deployment.sandbox.api.calls_of("sendMessage") if call.parameters["chat_id"] in admin_ids]
    confirmed_at = {guest.user.chat.person.name: guest.user.chat.presses[-1].pressed_at for guest in guests}
    return [
        (call.at - pressed_at) / MILLISECOND
        for call in sent
        for name, pressed_at in confirmed_at.items()
        if call.ok and name in call.parameters["text"]
    ]
