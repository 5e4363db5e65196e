"""Troubles on purpose: what a bot must survive."""

from dataclasses import dataclass
from enum import Enum, auto

EVERY_METHOD = "*"


class Trouble(Enum):
    REFUSE = auto()
    """Answer with an error; nothing has happened."""
    DROP_BEFORE = auto()
    """Break the connection; nothing has happened."""
    DROP_AFTER = auto()
    """Do what was asked, then break the connection before the answer."""
    HANG = auto()
    """Never answer; nothing has happened."""


@dataclass
class Fault:
    """What befalls the next `times` calls of `method`, or only those to `chat_id`."""

    trouble: Trouble
    method: str
    times: int
    chat_id: int | None = None
    code: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None


class Faults:
    """The troubles still to come, in the order in which they were asked for. `slow_by` seconds befall every call."""

    def __init__(self) -> None:
        self.slow_by = 0.0
        self._coming: list[Fault] = []

    def refuse(
        self,
        method: str = EVERY_METHOD,
        code: int = 500,
        description: str = "Internal Server Error",
        *,
        times: int = 1,
        chat_id: int | None = None,
        retry_after: int | None = None,
    ) -> None:
        """Answer the next calls with this error."""
        self._coming.append(Fault(Trouble.REFUSE, method, times, chat_id, code, description, retry_after))

    def drop_before(self, method: str = EVERY_METHOD, *, times: int = 1, chat_id: int | None = None) -> None:
        """Break the connection without having done anything."""
        self._coming.append(Fault(Trouble.DROP_BEFORE, method, times, chat_id))

    def drop_after(self, method: str = EVERY_METHOD, *, times: int = 1, chat_id: int | None = None) -> None:
        """Do what was asked, and break the connection instead of answering."""
        self._coming.append(Fault(Trouble.DROP_AFTER, method, times, chat_id))

    def hang(self, method: str = EVERY_METHOD, *, times: int = 1, chat_id: int | None = None) -> None:
        """Never answer; the caller has to give up."""
        self._coming.append(Fault(Trouble.HANG, method, times, chat_id))

    def clear(self) -> None:
        self._coming.clear()
        self.slow_by = 0.0

    def next_for(self, method: str, chat_id: int | None) -> Fault | None:
        """Take the trouble that befalls this call, if one is coming."""
        for fault in self._coming:
            if fault.method in {method, EVERY_METHOD} and fault.chat_id in {chat_id, None}:
                fault.times -= 1
                if not fault.times:
                    self._coming.remove(fault)
                return fault
        return None
