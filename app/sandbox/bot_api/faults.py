"""Faults that tests inject into calls of the Bot API."""

from dataclasses import dataclass
from enum import Enum, auto

EVERY_METHOD = "*"


class FaultKind(Enum):
    REFUSE = auto()
    """Answer with an error and do not carry out the call."""
    DROP_BEFORE = auto()
    """Break the connection and do not carry out the call."""
    DROP_AFTER = auto()
    """Carry out the call, then break the connection before the answer."""
    HANG = auto()
    """Never answer and do not carry out the call."""


@dataclass
class Fault:
    """A fault of the next `times` calls of `method`, of all chats or only of `chat_id`.

    With `REFUSE` the answer has `code`, `description` and `retry_after` (seconds).
    """

    kind: FaultKind
    method: str
    times: int
    chat_id: int | None = None
    code: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None


class Faults:
    """The faults still to come, in the order in which they were added. Every call is delayed by `slow_by` seconds."""

    def __init__(self) -> None:
        self.slow_by = 0.0
        self._pending: list[Fault] = []

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
        """Answer the next calls with this error. `retry_after` is in seconds."""
        self._pending.append(Fault(FaultKind.REFUSE, method, times, chat_id, code, description, retry_after))

    def drop_before(self, method: str = EVERY_METHOD, *, times: int = 1, chat_id: int | None = None) -> None:
        """Break the connection of the next calls instead of carrying them out."""
        self._pending.append(Fault(FaultKind.DROP_BEFORE, method, times, chat_id))

    def drop_after(self, method: str = EVERY_METHOD, *, times: int = 1, chat_id: int | None = None) -> None:
        """Carry out the next calls and break their connections instead of answering."""
        self._pending.append(Fault(FaultKind.DROP_AFTER, method, times, chat_id))

    def hang(self, method: str = EVERY_METHOD, *, times: int = 1, chat_id: int | None = None) -> None:
        """Never answer the next calls: the caller runs into its time-out."""
        self._pending.append(Fault(FaultKind.HANG, method, times, chat_id))

    @property
    def all_applied(self) -> bool:
        """Whether every fault that was added has been applied to a call."""
        return not self._pending

    def clear(self) -> None:
        self._pending.clear()
        self.slow_by = 0.0

    def pop(self, method: str, chat_id: int | None) -> Fault | None:
        """The next fault for this call, which is then used up; None when there is none."""
        for fault in self._pending:
            if fault.method in {method, EVERY_METHOD} and fault.chat_id in {chat_id, None}:
                fault.times -= 1
                if not fault.times:
                    self._pending.remove(fault)
                return fault
        return None
