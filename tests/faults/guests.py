"""Guests who book, move and cancel, in the chat and through the REST API, until they are answered."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import uuid4

import httpx

from app.domain.availability.slots import Slot, grid_of_day
from app.domain.venues import Venue
from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Message
from tests.faults.history import History
from tests.services.guests import carried

PATIENCE = 120.0
"""Seconds after which a guest gives up. Telegram forgets a press after 150."""
ASK_AGAIN = 0.5
PARTY = 2
FIRST_DAY = timedelta(days=2)
"""So far ahead that every reminder is still to come."""
DAYS = 12

TO_BOOKED = ("confirm", r"time:.+", r"days:\d.+", r"resource:.+", f"size:{PARTY}", "book", "menu")
TO_MOVED = ("confirm_move", r"time:.+", r"days:\d.+", "move", r"booking:{booking}", "my", "menu")
TO_CANCELED = ("yes_cancel", "cancel", r"booking:{booking}", "my", "menu")
"""Buttons on the way, the last one first: a guest presses the furthest that the window has."""
BOOKED, CONFIRMED, CANCELED = "Готово, вы записаны", "Ждём вас!", "отменена"


class GaveUp(Exception):  # noqa: N818  an outcome of the guest's
    """No answer came in time, or none that leads on."""


@dataclass(frozen=True, slots=True)
class Venture:
    """All that a guest needs: the chat, the REST API and the header that signs it, where to note, what chance says."""

    number: int
    user: ChatUser
    http: httpx.AsyncClient
    venue: Venue
    history: History
    random: Random

    async def live(self) -> None:
        """Book; perhaps move; perhaps cancel. Whoever gives up stops there."""
        try:
            await self._answered(self.user.write("/start"))
            in_chat = self.random.random() < 0.5
            booking = await self._noted("book", in_chat, self._book_in_chat if in_chat else self._book_by_rest)
            if self.random.random() < 0.25:
                in_chat = self.random.random() < 0.5
                move = self._move_in_chat if in_chat else self._move_by_rest
                await self._noted("move", in_chat, partial(move, booking), booking)
            if self.random.random() < 0.25:
                await asyncio.sleep(self.random.uniform(0, 4))
                in_chat = self.random.random() < 0.5
                cancel = self._cancel_in_chat if in_chat else self._cancel_by_rest
                await self._noted("cancel", in_chat, partial(cancel, booking), booking)
        except GaveUp:
            return

    async def _noted(
        self, wish: str, in_chat: bool, attempt: Callable[[], Awaitable[int]], booking: int | None = None
    ) -> int:
        facts: dict[str, Any] = {
            "guest": self.number,
            "venue": self.venue.id,
            "chat": self.user.chat.person.id,
            "wish": wish,
        }
        by = "chat" if in_chat else "rest"
        self.history.note("asked", by=by, booking=booking, **facts)
        try:
            async with asyncio.timeout(PATIENCE):
                booking = await attempt()
        except (TimeoutError, GaveUp) as end:
            self.history.note("answered", by=by, booking=booking, outcome=f"gave up: {end!r}", **facts)
            raise GaveUp from None
        self.history.note("answered", by=by, booking=booking, outcome="done", **facts)
        return booking

    async def _book_in_chat(self) -> int:
        await self._walk(TO_BOOKED, lambda window, _: BOOKED in window.text or self._is_confirmed())
        found = (await self._ask("GET", "/bookings")).json()["bookings"]
        if not found:
            raise GaveUp("told that it was booked, and there is no booking")
        return int(found[0]["id"])

    def _is_confirmed(self) -> bool:
        # Whoever reads that they are expected books no second time, even if Redis has forgotten the dialog.
        return any(CONFIRMED in message.text for message in self.user.messages)

    async def _move_in_chat(self, booking: int) -> int:
        steps = [step.replace("{booking}", str(booking)) for step in TO_MOVED]
        await self._walk(steps, lambda window, last: last.endswith("\x1dconfirm_move") and _has(window, "cancel"))
        return booking

    async def _cancel_in_chat(self, booking: int) -> int:
        steps = [step.replace("{booking}", str(booking)) for step in TO_CANCELED]
        await self._walk(steps, lambda window, _: CANCELED in window.text and _has(window, "again"))
        return booking

    async def _walk(self, steps: Sequence[str], is_done: Callable[[Message, str], bool]) -> None:
        """Press on until it is done, which the window and what was pressed last tell."""
        data = ""
        while not is_done(window := self._window(), data):
            data = self._choose(window, steps)
            await self._answered(self.user.press_data(window, data))
            await asyncio.sleep(self.random.uniform(0.02, 0.2))

    async def _answered(self, delivery: Awaitable[object]) -> None:
        async with asyncio.timeout(PATIENCE):
            await delivery

    def _choose(self, window: Message, steps: Sequence[str]) -> str:
        """Mostly the first one that there is: so guests meet at the same slots."""
        for step in steps:
            found = [data for data in carried(window) if _leads_on(step, data)]
            if found:
                return found[0] if self.random.random() < 0.3 else self.random.choice(found)
        later = [data for data in carried(window) if re.search(r"\x1ddays:to .+", data)]
        if later:
            return later[-1]
        raise GaveUp(f"no way on: {window.buttons}")

    def _window(self) -> Message:
        return next(each for each in reversed(self.user.messages) if any("\x1d" in data for data in carried(each)))

    async def _book_by_rest(self) -> int:
        while True:
            key = uuid4().hex
            wish = {**self._wish(), "party_size": PARTY}
            answer = await self._ask("POST", "/bookings", wish, {"Idempotency-Key": key})
            if answer.status_code == 201:
                return int(answer.json()["id"])
            self._must_be_taken(answer)

    async def _move_by_rest(self, booking: int) -> int:
        while True:
            answer = await self._ask("POST", f"/bookings/{booking}/move", self._wish())
            if answer.status_code == 200:
                return booking
            self._must_be_taken(answer)

    async def _cancel_by_rest(self, booking: int) -> int:
        answer = await self._ask("POST", f"/bookings/{booking}/cancel")
        # The first answer may have been lost on its way.
        if answer.status_code == 200 or answer.json().get("code") == "not_standing":
            return booking
        raise GaveUp(answer.text)

    @staticmethod
    def _must_be_taken(answer: httpx.Response) -> None:
        if answer.json().get("code") not in {"slot_taken", "guest_is_busy"}:
            raise GaveUp(answer.text)

    def _wish(self) -> dict[str, object]:
        day = (datetime.now(UTC) + FIRST_DAY).astimezone(self.venue.zone).date()
        slots: list[Slot] = [
            slot for number in range(DAYS) for slot in grid_of_day(self.venue, day + timedelta(days=number))
        ]
        table = self.random.choice(self.venue.tables_for(PARTY))
        return {"resource_id": table.id, "starts_at": self.random.choice(slots).starts_at.isoformat()}

    async def _ask(
        self, method: str, path: str, body: dict[str, object] | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Ask until there is an answer, as the Mini App does."""
        signed = {"Authorization": f"tma {self.user.open_mini_app()}", **(headers or {})}
        url = f"/api/v1/venues/{self.venue.id}{path}"
        while True:
            try:
                answer = await self.http.request(method, url, json=body, headers=signed)
            except httpx.TransportError:
                await asyncio.sleep(ASK_AGAIN)
                continue
            if answer.status_code < 500:
                return answer
            await asyncio.sleep(ASK_AGAIN)


def _leads_on(step: str, data: str) -> bool:
    _, mark, said = data.rpartition("\x1d")
    if not mark or not re.fullmatch(step, said):
        return False
    first = (datetime.now(UTC) + FIRST_DAY).date().isoformat()
    return not said.startswith("days:") or said.removeprefix("days:") > first


def _has(window: Message, button: str) -> bool:
    return any(data.endswith(f"\x1d{button}") for data in carried(window))
