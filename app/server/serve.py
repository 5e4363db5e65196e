"""Run the web application until SIGTERM or SIGINT."""

import sys
from dataclasses import replace

import uvicorn

from app.runtime.collector import collector_paused
from app.runtime.settings import Settings
from app.server.connection import Connection, Limits

if sys.platform != "win32":
    import resource

GRACEFUL_SHUTDOWN_SECONDS = 20
"""For requests in progress. Supervisors wait longer: see docs/operations.md."""
KEEP_ALIVE_SECONDS = 30
"""For the next request on a connection. Longer than the proxy of compose.yaml keeps an idle one: if both closed it at
the same moment, the proxy's request would be lost."""
OTHER_FILES = 200
"""Open files beside the connections: the database's pool, Redis, RabbitMQ, Telegram, photos."""


def serve(factory: str, settings: Settings) -> None:
    """Make the application and listen on `HOST` and `PORT`. `factory` is such as `app.main:create_app`.

    Addresses that a proxy forwards are believed from `FORWARDED_ALLOW_IPS` only. Raises what the factory raises.
    """
    limits = Limits()
    files = allow_open_files(limits.connections + OTHER_FILES)
    Connection.limits = replace(limits, connections=min(limits.connections, files - OTHER_FILES))
    config = web_config(factory, settings)
    with collector_paused():
        config.load()
    uvicorn.Server(config).run()


def web_config(factory: str, settings: Settings) -> uvicorn.Config:
    """uvicorn's configuration. Logging is the application's own."""
    return uvicorn.Config(
        factory,
        factory=True,
        host=settings.host,
        port=settings.port,
        http=Connection,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.forwarded_allow_ips),
        forwarded_allow_ips=settings.forwarded_allow_ips,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_SECONDS,
    )


def allow_open_files(wanted: int) -> int:
    """Raise the process's limit of open files towards `wanted`, as far as the system allows. Returns the limit."""
    if sys.platform == "win32":
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    raised = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (raised, hard))
    return raised
