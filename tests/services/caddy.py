"""The proxy of compose.yaml, with its own configuration, before a web process of the test."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.services.instances import Instance, find_program, free_port

CADDYFILE = Path(__file__).parents[2] / "Caddyfile"


class Caddy(Instance):
    name = "caddy"
    greeting = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    welcome = b"H"

    def __init__(self, web_address: str) -> None:
        """`web_address` is the host and port of web."""
        self._program = find_program("caddy")
        self._web_address = web_address
        super().__init__()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self) -> Sequence[str]:
        return [self._program, "run", "--adapter", "caddyfile", "--config", str(CADDYFILE)]

    def environment(self) -> Mapping[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PUBLIC_URL": self.url,
            "WEB_ADDRESS": self._web_address,
            "HEALTH_PORT": str(free_port()),
        }
