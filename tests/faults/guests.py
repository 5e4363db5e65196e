"""Simulated guests who book, for a child too, move and cancel, in the chat and through the REST API."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from random import Random
from typing import Any
from uuid import uuid4

import httpx

from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import Slot, grid_of_day
from app.domain.venues import Venue
from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Message
from tests.faults.history import History
from tests.faults.venues import SERVICE
from tests.services.guests import carried

PATIENCE = 120.0
"""Seconds after which a guest gives up. Telegram drops an undelivered press after 150."""
RETRY_PAUSE = 0.5
"""Seconds."""
PARTY = 2
FIRST_DAY = timedelta(days=2)
"""How far ahead guests book, so that every reminder is in the future."""
DAYS = 12

CHILD = {"name": "Маша", "birth_year": 2019}
SHARE_WITH_CHILD = 0.7
"""Of the guests of a venue where one may book for others."""

TO_BOOKED = ("confirm", r"place:.+", r"time:.+", r"days:\d.+", f"size:{PARTY}", f"service:{SERVICE}", "book", "menu")
TO_MOVED = (
    *("confirm_move", r"place:.+", r"time:.+", r"days:\d.+", "move", r"booking:{booking}", "my", "menu"),
    *(r"move:{booking}", r"open:{booking}"),
)
TO_CANCELED = (*("yes_cancel", "cancel", r"booking:{booking}", "my", "menu", r"cancel:{booking}", r"open:{booking}"),)
"""Callback data of the buttons of each dialog and of messages about the booking, the last step first: a guest presses
the first one that is there."""
BOOKED, CONFIRMED, CARD, CANCELED = "Столик ваш", "Ждём вас!", "🟢 предстоит", "отменена"
MOVED = "Бронь перенесена"


class GaveUp(Exception):  # noqa: N818  an outcome of the run, not an error
    """The guest got no answer in time, or one with which the dialog cannot be continued."""


@dataclass(frozen=True, slots=True)
class SimulatedGuest:
    """One guest with a chat and a client of the REST API. Choices are made by `random`, which has the guest's seed."""

    number: int
    user: ChatUser
    http: httpx.AsyncClient
    venue: Venue
    history: History
    random: Random

    async def run(self) -> None:
        """Book, then perhaps move, then perhaps cancel. A guest who gives up does nothing more."""
        try:
            await self._answered(self.user.write("/start"))
            in_chat = self.random.random() < 0.5
            booking = await self._noted("book", in_chat, self._book_in_chat if in_chat else self._book_by_rest)
            if self.venue.booking.for_others and self.random.random() < SHARE_WITH_CHILD:
                await self._noted("book", False, partial(self._book_for_child, booking))
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
        self.history.record("asked", by=by, booking=booking, **facts)
        try:
            async with asyncio.timeout(PATIENCE):
                booking = await attempt()
        except (TimeoutError, GaveUp) as end:
            self.history.record("answered", by=by, booking=booking, outcome=f"gave up: {end!r}", **facts)
            raise GaveUp from None
        self.history.record("answered", by=by, booking=booking, outcome="done", **facts)
        return booking

    async def _book_in_chat(self) -> int:
        await self._walk(TO_BOOKED, self._is_booked)
        found = (await self._ask("GET", "/bookings")).json()["bookings"]
        if not found:
            raise GaveUp("the window says booked, and there is no booking")
        return int(found[0]["id"])

    def _is_booked(self) -> bool:
        # After a confirmation in the chat a guest does not book again, even if Redis has lost the dialog.
        return self._was_told(CONFIRMED, BOOKED) or self._has_window(CARD)

    def _was_told(self, text: str, toast: str) -> bool:
        """Whether a message says it, or the last answer to a press: the message is edited later then."""
        toasts = self.user.toasts[-1:]
        return any(text in message.text for message in self.user.messages) or any(toast in each.text for each in toasts)

    def _has_window(self, text: str, button: str = "") -> bool:
        return any(text in each.text and _has(each, button) for each in self._windows())

    async def _move_in_chat(self, booking: int) -> int:
        steps = [step.replace("{booking}", str(booking)) for step in TO_MOVED]
        await self._walk(steps, lambda: self._was_told(MOVED, MOVED))
        return booking

    async def _cancel_in_chat(self, booking: int) -> int:
        steps = [step.replace("{booking}", str(booking)) for step in TO_CANCELED]
        await self._walk(steps, lambda: self._has_window(CANCELED, "again"))
        return booking

    async def _walk(self, steps: Sequence[str], is_done: Callable[[], bool]) -> None:
        """Press buttons until `is_done`."""
        while not is_done():
            await self._answered(self.user.press_data(*self._choose(steps)))
            await asyncio.sleep(self.random.uniform(0.02, 0.2))

    async def _answered(self, delivery: Awaitable[object]) -> None:
        async with asyncio.timeout(PATIENCE):
            await delivery

    def _choose(self, steps: Sequence[str]) -> tuple[Message, str]:
        """Choose a button: in three of ten cases the first one, so that guests compete for the same slots."""
        shown = [*self._windows(), *reversed(self.user.messages)]
        for message in shown:
            for step in steps:
                found = [data for data in carried(message) if _matches(step, data)]
                if found:
                    return message, found[0] if self.random.random() < 0.3 else self.random.choice(found)
            for other_choice in (r"\x1ddays:to .+", r"\x1dback$"):
                # The next month, and where others have just taken all that was free, one step back.
                found = [data for data in carried(message) if re.search(other_choice, data)]
                if found:
                    return message, found[-1]
        raise GaveUp(f"no button to continue: {[(each.text, each.buttons) for each in shown]}")

    def _windows(self) -> list[Message]:
        """The newest window of a dialog, if there is one: what a dialog ends in is none."""
        windows = [each for each in self.user.messages if any("\x1d" in data for data in carried(each))]
        return windows[-1:]

    async def _book_by_rest(self) -> int:
        while True:
            key = uuid4().hex
            request = {**self._random_slot(), **self._wish()}
            answer = await self._ask("POST", "/bookings", request, {"Idempotency-Key": key})
            if answer.status_code == 201:
                return int(answer.json()["id"])
            self._must_be_taken(answer)

    async def _book_for_child(self, own: int) -> int:
        """Book for the child at the time of the own booking, or at another one where nobody else is free then. Then try
        to book once more for it."""
        own_start = (await self._ask("GET", f"/bookings/{own}")).json()["starts_at"]
        places = self._places()
        self.random.shuffle(places)
        at_own_time = [{"resource_id": resource_id, "starts_at": own_start} for resource_id in places]
        for slot in chain(at_own_time, iter(self._random_slot, None)):
            request = {**slot, **self._wish(), "for_whom": CHILD}
            answer = await self._ask("POST", "/bookings", request, {"Idempotency-Key": uuid4().hex})
            if answer.status_code == 201:
                await self._must_be_busy({**request, "resource_id": self.random.choice(places)})
                return int(answer.json()["id"])
            self._must_be_taken(answer)
        raise AssertionError("a random slot is tried until one is free")

    async def _must_be_busy(self, request: dict[str, object]) -> None:
        """The child cannot be at two places at once."""
        answer = await self._ask("POST", "/bookings", request, {"Idempotency-Key": uuid4().hex})
        self._must_be_taken(answer)

    async def _move_by_rest(self, booking: int) -> int:
        while True:
            answer = await self._ask("POST", f"/bookings/{booking}/move", self._random_slot())
            if answer.status_code == 200:
                return booking
            self._must_be_taken(answer)

    async def _cancel_by_rest(self, booking: int) -> int:
        answer = await self._ask("POST", f"/bookings/{booking}/cancel")
        # After a lost answer the request is repeated, and the booking is canceled already.
        if answer.status_code == 200 or answer.json().get("code") == "not_standing":
            return booking
        raise GaveUp(answer.text)

    @staticmethod
    def _must_be_taken(answer: httpx.Response) -> None:
        if answer.json().get("code") not in {"slot_taken", "guest_is_busy"}:
            raise GaveUp(answer.text)

    def _random_slot(self) -> dict[str, object]:
        day = (datetime.now(UTC) + FIRST_DAY).astimezone(self.venue.zone).date()
        slots: list[Slot] = [
            slot
            for number in range(DAYS)
            for slot in grid_of_day(self.venue, day + timedelta(days=number), self._wanted)
        ]
        return {
            "resource_id": self.random.choice(self._places()),
            "starts_at": self.random.choice(slots).starts_at.isoformat(),
        }

    def _places(self) -> list[str]:
        return [place.id for place in Offering(self.venue).fitting(self._wanted)]

    @property
    def _wanted(self) -> Wish:
        return Wish(service=SERVICE) if self.venue.services else Wish(PARTY)

    def _wish(self) -> dict[str, object]:
        """What a request says of the wish."""
        return {"service_id": SERVICE} if self.venue.services else {"party_size": PARTY}

    async def _ask(
        self, method: str, path: str, body: dict[str, object] | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Send a request until it is answered with less than 500, as the Mini App does."""
        signed = {"Authorization": f"tma {self.user.open_mini_app()}", **(headers or {})}
        url = f"/api/v1/venues/{self.venue.id}{path}"
        while True:
            try:
                answer = await self.http.request(method, url, json=body, headers=signed)
            except httpx.TransportError:
                await asyncio.sleep(RETRY_PAUSE)
                continue
            if answer.status_code < 500:
                return answer
            await asyncio.sleep(RETRY_PAUSE)


def _matches(step: str, data: str) -> bool:
    button = data.rpartition("\x1d")[2]
    if not re.fullmatch(step, button):
        return False
    first = (datetime.now(UTC) + FIRST_DAY).date().isoformat()
    return not button.startswith("days:") or button.removeprefix("days:") > first


def _has(window: Message, button: str) -> bool:
    """Whether the window has the button; any for an empty one."""
    return not button or any(data.endswith(f"\x1d{button}") for data in carried(window))
