"""`python -m app.health worker`: ask a process on this machine whether it works. For supervisors, so it loads little.

Web, worker and scheduler answer at `/healthz`. The exit status is 0 for a process that works and 1 for one that does
not, or does not answer.
"""

import argparse
import sys
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

from app.runtime.mistakes import OperatorMistake, exit_on_mistake
from app.runtime.settings import Settings, read_settings

DESCRIPTION = "Ask a process on this machine whether it works."
EPILOG = "Exit status: 0 if it works, 1 if it does not or does not answer, 78 if its port is not set."
TIMEOUT = 5.0
"""Seconds for the answer. A web process whose event loop hangs gives none."""
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  compared with


def main() -> int:
    """Ask, and print the answer. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m app.health", description=DESCRIPTION, epilog=EPILOG)
    parser.add_argument("process", choices=["web", "worker", "scheduler"])
    process = parser.parse_args().process
    with exit_on_mistake():
        settings = read_settings()
        address = f"http://{ANY_ADDRESS.get(settings.host, settings.host)}:{_port(settings, process)}/healthz"
    try:
        # A proxy for the way out must not be asked for a process on this machine.
        with build_opener(ProxyHandler({})).open(address, timeout=TIMEOUT) as answer:
            sys.stdout.write(f"{process}: {answer.read().decode()}\n")
            return 0
    except HTTPError as error:
        sys.stdout.write(f"{process}: {error.read().decode()}\n")
    except (OSError, HTTPException) as error:
        sys.stdout.write(f"{process}: no answer at {address}: {error}\n")
    return 1


def _port(settings: Settings, process: str) -> int:
    ports = {"web": settings.port, "worker": settings.worker_port, "scheduler": settings.scheduler_port}
    port = ports[process]
    if port is None:
        raise OperatorMistake(f"{process.upper()}_PORT: it is not set, so the process has no port to be asked at")
    return port


if __name__ == "__main__":
    sys.exit(main())
