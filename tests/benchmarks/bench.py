"""What every measurement gets: the length of measuring, private services, and a folder that is removed afterwards."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from app.database.migrate import migrate_up
from tests.databases import create_database, sqlite_url
from tests.services.instances import Instance, PostgreSQL, RabbitMQ, Redis, ServiceMissingError

Service = TypeVar("Service", bound=Instance)


class DurablePostgreSQL(PostgreSQL):
    """PostgreSQL with its default durability. The one of the tests never waits for the disk."""

    def command(self) -> list[str]:
        defaults = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")
        return [*super().command(), *(word for setting in defaults for word in ("-c", setting))]


@dataclass
class Bench:
    """`folder` is empty at first. A service starts when it is first needed and stops with `stack`."""

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
        """The same, or None if the machine lacks it."""
        try:
            return self.need(kind)
        except ServiceMissingError as error:
            say(f"!!! {error}: not measured")
            return None


@dataclass(frozen=True)
class PrivateServices:
    """The services of one run: the URL of a migrated, empty database, and a folder that is removed afterwards."""

    url: str
    rabbitmq: RabbitMQ
    redis: Redis
    folder: Path


@contextmanager
def private_services(database: str, name: str) -> Iterator[PrivateServices]:
    """Start the services of a run on `database`, "SQLite" or "PostgreSQL". `name` is that of the database."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix=f"bronya-{name}-")))
        url = sqlite_url(folder / f"{name}.sqlite3")
        if database == "PostgreSQL":
            server = stack.enter_context(DurablePostgreSQL())
            create_database(server, name)
            url = server.database_url(name)
        migrate_up(url)
        yield PrivateServices(url, stack.enter_context(RabbitMQ()), stack.enter_context(Redis()), folder)


def say(what: str) -> None:
    """Report progress on standard error; the table goes to standard output."""
    sys.stderr.write(f"{what}\n")
