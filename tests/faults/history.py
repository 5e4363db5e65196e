"""The events of a run in the order in which they were recorded: a file with one JSON object a line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `what` is asked, answered, fault, recovered, call_faulted, stalled, stopped or sent."""

    at: datetime
    what: str
    facts: dict[str, Any]


class History:
    """Writes each event at once, so that the events of an aborted run are not lost."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._stream = path.open("w", encoding="utf-8", buffering=1)

    def record(self, what: str, *, at: datetime | None = None, **facts: object) -> None:
        """Write an event of the type `what`. `at` defaults to the current time."""
        instant = (at or datetime.now(UTC)).isoformat()
        self._stream.write(json.dumps({"at": instant, "what": what, **facts}, ensure_ascii=False) + "\n")

    def close(self) -> None:
        self._stream.close()


def read_history(path: Path) -> Iterator[Event]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            facts = json.loads(line)
            yield Event(datetime.fromisoformat(facts.pop("at")), facts.pop("what"), facts)
