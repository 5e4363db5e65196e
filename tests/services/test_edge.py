"""Real processes under clients that open connections and leave them: health check and Telegram are still answered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count, islice
from urllib.parse import urlsplit

import httpx

from app.api.operators import OPERATOR_PAGES
from app.api.request_limit import READS
from app.bot.venue_bots import _webhook_secret
from app.server.serve import allow_open_files
from tests.server.client import connected
from tests.services.caddy import Caddy
from tests.services.deployment import TOKEN, VENUE, Deployment
from tests.services.fixtures import lack
from tests.services.instances import ServiceMissingError
from tests.services.workers import PATIENCE

HALF_OPEN = 1200
"""More than web accepts, and more than a process's default limit of open files."""
HALVES = (
    b"",
    b"GET /healthz HTTP/1.1\r\nX: ",
    b"POST /api/v1/venues/x/bookings HTTP/1.1\r\nContent-Length: 9\r\n\r\n{",
)
BUFFERS = 20_000_000
"""Bytes that the kernel buffers on both sides of a connection before they are read."""


async def is_served(address: str) -> None:
    """Check that the health check answers and that an update of Telegram is handled."""
    async with httpx.AsyncClient(base_url=address, timeout=60) as http:
        assert (await http.get("/healthz")).status_code == 200
        headers = {"X-Telegram-Bot-Api-Secret-Token": _webhook_secret(TOKEN)}
        assert (await http.post(f"/webhook/{VENUE}", headers=headers, json={"update_id": 1})).status_code == 200


def port_of(address: str) -> int:
    port = urlsplit(address).port
    assert port
    return port


async def test_an_endless_header_is_cut_off_while_others_are_answered(deployment: Deployment) -> None:
    await deployment.start("web")
    async with connected(port_of(deployment.address)) as client, asyncio.TaskGroup() as group:
        await client.send(b"GET /healthz HTTP/1.1\r\nX: ")
        endless = group.create_task(client.send_endlessly(b"a" * 65536))
        await is_served(deployment.address)
    assert endless.result() < BUFFERS


async def test_half_open_requests_keep_nobody_out_and_end(deployment: Deployment) -> None:
    allow_open_files(2 * HALF_OPEN)
    await deployment.start("web")
    async with AsyncExitStack() as stack:
        clients = []
        for number in range(HALF_OPEN):
            client = await stack.enter_async_context(connected(port_of(deployment.address)))
            await client.send(HALVES[number % len(HALVES)])
            clients.append(client)
        await is_served(deployment.address)
        # The connections that were not closed for new ones end at their own limits.
        await asyncio.gather(*(client.until_closed() for client in clients))
    async with httpx.AsyncClient(base_url=deployment.address, timeout=60) as http:
        metrics = (await http.get("/metrics")).text
    counted = {kind for kind in ("header_too_slow", "body_too_slow", "too_many_connections") if f'"{kind}"' in metrics}
    assert counted == {"header_too_slow", "body_too_slow", "too_many_connections"}
    assert deployment.processes[0].output.count('"event": "rejected"') < 10, "a flood of connections, a few lines"


async def test_forwarded_addresses_are_believed_from_nobody_by_default(deployment: Deployment) -> None:
    await deployment.start("web")
    async with httpx.AsyncClient(timeout=60) as http:
        # It is one caller, whatever it claims.
        await ask_until_refused(http, f"{deployment.address}/api/v1/venues/{VENUE}/specialties")


async def ask_until_refused(http: httpx.AsyncClient, url: str) -> None:
    """Ask again and again, each time as if for another address, until that is refused. Fails if it never is.

    Requests are counted by the minute of the clock, which may end in the middle of them.
    """
    numbers = count()
    async with asyncio.timeout(PATIENCE):
        while True:
            addresses = [f"2001:db8::{number:x}" for number in islice(numbers, READS // 5)]
            asked = [http.get(url, headers={"X-Forwarded-For": address}) for address in addresses]
            if 429 in {answer.status_code for answer in await asyncio.gather(*asked)}:
                return


@asynccontextmanager
async def behind_proxy(deployment: Deployment) -> AsyncIterator[Caddy]:
    """Web as compose.yaml configures it, and the proxy before it."""
    deployment.configure("FORWARDED_ALLOW_IPS", "127.0.0.1")
    await deployment.start("web")
    try:
        proxy = Caddy(urlsplit(deployment.address).netloc)
    except ServiceMissingError as error:
        lack(str(error))
    with proxy:
        yield proxy


async def test_the_proxy_lets_guests_and_telegram_in_and_nobody_to_the_operators_pages(deployment: Deployment) -> None:
    async with behind_proxy(deployment) as proxy, httpx.AsyncClient(base_url=proxy.url, timeout=60) as http:
        headers = {"X-Telegram-Bot-Api-Secret-Token": _webhook_secret(TOKEN)}
        assert (await http.post(f"/webhook/{VENUE}", headers=headers, json={"update_id": 1})).status_code == 200
        assert (await http.get(f"/api/v1/venues/{VENUE}")).status_code == 200
        assert (await http.get(f"/app/{VENUE}/")).status_code in {200, 503}, "503: it is not built"
        for page in (*OPERATOR_PAGES, "/readyz", "/healthz", "/", "//metrics", "/api/../metrics"):
            assert (await http.get(page)).status_code == 404, page


async def test_web_believes_the_proxy_and_the_proxy_believes_no_client(deployment: Deployment) -> None:
    async with behind_proxy(deployment) as proxy:
        path = f"{proxy.url}/api/v1/venues/{VENUE}/specialties"
        async with httpx.AsyncClient(timeout=60) as http:
            await ask_until_refused(http, path)
        other = httpx.AsyncHTTPTransport(local_address="127.0.0.2")
        async with httpx.AsyncClient(transport=other, timeout=60) as http:
            assert (await http.get(path)).status_code == 200, "another address has a limit of its own"


async def test_the_proxy_has_limits_of_its_own(deployment: Deployment) -> None:
    async with behind_proxy(deployment) as proxy, httpx.AsyncClient(base_url=proxy.url, timeout=60) as http:
        assert (await http.get("/api/x", headers={"X": "a" * 100_000})).status_code == 431
        too_long = await http.post(f"/webhook/{VENUE}", content=b"x" * 2_000_000)
        assert too_long.status_code in {401, 413, 502}, "web's answer, the proxy's, or none: who is first"
        async with connected(proxy.port) as endless:
            await endless.send(b"GET /api/x HTTP/1.1\r\nX: ")
            assert await endless.send_endlessly(b"a" * 65536) < BUFFERS
        async with connected(proxy.port) as half:
            await half.send(b"GET /api/x HTTP/1.1\r\nX: ")
            await half.until_closed()


async def test_the_production_command_has_no_sandbox(deployment: Deployment) -> None:
    deployment.forks = False
    command = deployment.commands["web"]
    deployment.commands["web"] = command.replace("python ", "python -X importtime ", 1)
    assert deployment.commands["web"] != command
    (web,) = await deployment.start("web")
    async with httpx.AsyncClient(base_url=deployment.address, timeout=60) as http:
        for path in ("/sandbox", "/sandbox/", f"/sandbox/api/bot{TOKEN}/getMe", "/sandbox/events"):
            assert (await http.get(path)).status_code == 404
    imported = [line.rpartition("|")[2].strip() for line in web.output.splitlines() if line.startswith("import time")]
    # Not app.main itself: it is run, not imported. The check below is of use only if the imports were listed.
    assert {"app.api.application", "app.bot.dispatcher"} <= set(imported)
    assert not [name for name in imported if name.startswith(("app.sandbox", "app.demo", "fakeredis"))]
