"""What every measurement gets: how long to measure, private services, a folder that is removed afterwards."""

import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.services.instances import Instance, PostgreSQL, ServiceMissingError

Service = TypeVar("Service", bound=Instance)


class DurablePostgreSQL(PostgreSQL):
    """As it comes: the tests' one is faster than honest, for it never waits for the disk."""

    def command(self) -> list[str]:
        as_it_comes = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")
        return [*super().command(), *(word for setting in as_it_comes for word in ("-c", setting))]


@dataclass
class Bench:
    """`folder` is empty at first. Services start when they are first asked for and end with `stack`."""

    is_full: bool
    folder: Path
    stack: ExitStack
    started: list[Instance] = field(default_factory=list)

    def need(self, kind: type[Service]) -> Service:
        """The private instance of the service. Raises `ServiceMissingError` on a machine without the program."""
        for instance in self.started:
            if isinstance(instance, kind):
                return instance
        instance = kind()
        self.started.append(self.stack.enter_context(instance))
        return instance

    def find(self, kind: type[Service]) -> Service | None:
        """The same, or None: for what the product can do without."""
        try:
            return self.need(kind)
        except ServiceMissingError as error:
            say(f"!!! {error}: going on without it")
            return None


def say(what: str) -> None:
    """Progress, apart from the table."""
    sys.stderr.write(f"{what}\n")
