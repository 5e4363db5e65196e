"""A random walk of several people at once through the chats of all venues, which is checked after each step.

They press any button of any message, also of old ones, twice and late, type what nobody has asked for, and the clock
moves. `python -m tests.walk` walks far, a test walks a little.
"""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product as pairs_of
from pathlib import Path
from random import Random

import pytest
from aiogram_dialog import DialogManager, DialogProtocol
from aiogram_dialog.api.entities import NewMessage
from redis.asyncio import Redis

from app.bot.commands import TEXT_WINDOWS
from app.bot.dialogs.bookings.opened_booking import OPENED_BOOKING
from app.bot.dialogs.window import TypedWindow
from app.bot.presses import ALREADY_DONE
from app.bot.states import AdminPanel, MyBookings
from app.database.transaction import Database
from app.domain.errors import NotFound
from app.domain.venues import Venues
from app.sandbox.bot_api.api import Call
from app.sandbox.bot_api.chats import TOO_OLD
from app.sandbox.chat_user import ChatUser
from app.sandbox.delivery import UpdateDelivery
from app.sandbox.model import Message, Press
from app.texts.translator import Translator
from tests.databases import OpenDatabase, copy_of, opened
from tests.product import ANNA, BEN, MARIA, OLIVIA, SECOND, TOKENS, VERA, Product, running
from tests.walk.promises import broken_promises
from tests.walk.scene import set_the_scene
from tests.walk.typed import BOOKING_SENTENCES, COMMANDS, OTHER_TEXTS

CARDS = {str(each.state) for each in (MyBookings.card, AdminPanel.card)}
TAKE_TEXT = {str(each.state) for each in TEXT_WINDOWS if each}
EXPECTED = (
    *ALREADY_DONE,
    "message to edit not found",
    "message can't be deleted for everyone",
    "there is no text in the message to edit",
    "bot can't initiate conversation with a user",
)
"""Refusals of the Bot API to what is done to messages that are gone, two days old or photos, and to alerts for an admin
who has not opened the chat yet. Something else is done then."""
LEAVING = {"back", "menu", "drop", "keep", "panel", "cancel_panel", "list"}
"""Buttons that lead out of where a person is: they are pressed less, or nobody would come far."""
KEPT_BUTTONS = 300
"""So many buttons that a chat has shown are remembered, to be pressed when they are old."""
TOLD = 30
"""Steps that a report of a defect tells."""
HANGS = 600.0
"""Seconds after which a step counts as hanging, also on a busy machine: one in which a day passes may take a minute."""
PICTURE = Path("data/venues/strizh/photos")


class Broken(AssertionError):  # noqa: N818  it names the fact
    """A promise is broken. The message says which, and how to come there."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a chat has shown it."""

    message: Message
    text: str
    data: str

    @property
    def kind(self) -> str:
        """What it is for, without what it carries: `day`, `rate`."""
        return self.data.rpartition("\x1d")[2].partition(":")[0]

    @property
    def is_shown(self) -> bool:
        """Whether the chat still has the message, and the message the button."""
        return self.message.id in self.message.chat.messages and self in _buttons(self.message)


@dataclass(slots=True)
class Place:
    """A person's chat with a bot, and where they are in it."""

    user: ChatUser
    venue_id: str
    state: str = ""
    booking_id: int | None = None
    rendered_at: int = -1
    """The step in which a window was last shown."""
    seen: deque[Button] = field(default_factory=lambda: deque(maxlen=KEPT_BUTTONS))
    kept: set[tuple[int, str]] = field(default_factory=set)

    @property
    def key(self) -> tuple[int, int]:
        return self.user.chat.bot.id, self.user.chat.person.id

    def __str__(self) -> str:
        return f"{self.user.chat.person.first_name} at {self.venue_id} in {self.state or 'no window'}"

    def note_buttons(self) -> None:
        for message in self.user.messages[-12:]:
            for button in _buttons(message):
                if (message.id, button.data) not in self.kept:
                    self.kept.add((message.id, button.data))
                    self.seen.append(button)


class Walk:
    """The walk with one seed through one product. `visited` counts how often each window was shown."""

    def __init__(self, product: Product, database: OpenDatabase, seed: int) -> None:
        self.product = product
        self.database = database
        self.seed = seed
        self.random = Random(seed)  # noqa: S311  no secrets
        self.visited: Counter[str] = Counter()
        self.pressed: Counter[tuple[str, str]] = Counter()
        self.errors: list[str] = []
        self.told: deque[str] = deque(maxlen=TOLD)
        self.steps = 0
        self.home = list(TOKENS)[seed % len(TOKENS)]
        """The venue at which people meet."""
        people = (ANNA, BEN, MARIA, OLIVIA, VERA)
        self.is_going_far = False
        """Whether the person goes on for a while, from window to window, as one who wants something done does."""
        self.places = [Place(product.person(who, venue), venue) for venue, who in pairs_of(TOKENS, people)]
        self.by_key = {place.key: place for place in self.places}
        self.place = max(self.places, key=self._liking)

    async def go(self, steps: int) -> None:
        """Take steps. Raises `Broken` after the first one that breaks a promise."""
        for _ in range(steps):
            self.steps += 1
            self.product.sandbox.api.calls.clear()
            if self.random.random() < 0.06:
                self.place = self.random.choices(self.places, [self._liking(place) for place in self.places])[0]
                self.is_going_far = self.random.random() < 0.5
            try:
                await asyncio.wait_for(self._choose()(), HANGS)
            except TimeoutError:
                raise self._broken(f"there is no answer after {HANGS:.0f} s") from None
            await self.product.advance(SECOND)
            self.place.note_buttons()
            await self._check_database()

    def _liking(self, place: Place) -> float:
        """How much people are drawn to a chat: most to the venue where they meet, and to the desk."""
        is_home = place.venue_id == self.home
        is_at_desk = place.user.chat.person.id in {OLIVIA, VERA}
        return (8 if is_home else 1) * (2 if is_at_desk else 1)

    def _choose(self) -> Callable[[], Awaitable[None]]:
        if not self.place.user.messages:
            return self._start
        takes_text = self.place.state in TAKE_TEXT
        if self.is_going_far:
            return self._write if takes_text and self.random.random() < 0.5 else self._press
        actions: dict[Callable[[], Awaitable[None]], float] = {
            self._press: 62,
            self._press_twice: 5,
            self._press_old: 9,
            self._press_late: 2,
            self._press_at_once: 5,
            self._write: 45 if takes_text else 12,
            self._send_other: 2,
            self._wait: 4,
            self._empty_redis: 0.2,
        }
        return self.random.choices(list(actions), list(actions.values()))[0]

    async def _start(self) -> None:
        await self._say(self.place, "/start")

    async def _press(self) -> None:
        if button := self._some_button(self.place):
            await self._press_all((self.place, button))

    async def _press_twice(self) -> None:
        if button := self._some_button(self.place):
            await self._press_all((self.place, button), (self.place, button))

    async def _press_old(self) -> None:
        if self.place.seen:
            await self._press_all((self.place, self.random.choice(self.place.seen)))

    async def _press_at_once(self) -> None:
        """Two people press at the same time, if they can in the chats of one venue: both may want one slot."""
        others = [each for each in self.places if each.venue_id == self.place.venue_id and each is not self.place]
        both = [(each, self._some_button(each)) for each in (self.place, self.random.choice(others))]
        await self._press_all(*((each, button) for each, button in both if button))

    async def _press_late(self) -> None:
        """A press that Telegram delivers so late that it takes no answer."""
        if button := self._some_button(self.place):
            self._tell(self.place, f"presses, late, {button.text!r} ({button.data!r})")
            faults = self.product.sandbox.api.faults
            faults.refuse("answerCallbackQuery", 400, f"Bad Request: {TOO_OLD}", times=9)
            delivery = self.place.user.press_data(button.message, button.data)
            await delivery
            faults.clear()
            self._check_delivered(delivery.delivery)
            await self._check_card(self.place)

    async def _write(self) -> None:
        takes_text = self.place.state in TAKE_TEXT
        kinds: dict[Sequence[str], float] = {OTHER_TEXTS: 12 if takes_text else 3}
        if not self.is_going_far:
            kinds |= {COMMANDS: 3, BOOKING_SENTENCES: 4}
        await self._say(self.place, self.random.choice(self.random.choices(list(kinds), list(kinds.values()))[0]))

    async def _send_other(self) -> None:
        user = self.place.user
        sendings: list[tuple[str, Callable[[], UpdateDelivery]]] = [
            ("a contact", user.send_contact),
            ("a sticker", user.send_sticker),
            ("a photo", lambda: user.send_photo(_picture(), "С праздником")),
            ("a file", lambda: user.send_document("a.txt", b"a")),
        ]
        what, send = self.random.choice(sendings)
        self._tell(self.place, f"sends {what}")
        await self._check_answered(self.place, send())

    async def _wait(self) -> None:
        step = self.random.choice(
            [timedelta(minutes=self.random.randint(1, 40))] * 5
            + [timedelta(hours=self.random.randint(1, 6))] * 3
            + [timedelta(hours=self.random.randint(10, 30))]
        )
        self.told.append(f"{self.steps}. {step} pass")
        await self.product.advance(step)

    async def _empty_redis(self) -> None:
        self.told.append(f"{self.steps}. Redis is emptied")
        await (await self.product.container.get(Redis)).flushall()

    async def _say(self, place: Place, text: str) -> None:
        self._tell(place, f"writes {text[:80]!r}" + (f" of {len(text)} characters" if len(text) > 80 else ""))
        await self._check_answered(place, place.user.write(text))

    def _some_button(self, place: Place) -> Button | None:
        """A button of a message of the chat, mostly of the newest, rather one that was seldom pressed there."""
        messages = [each for each in place.user.messages if _buttons(each)]
        if not messages:
            return None
        is_new = self.is_going_far or self.random.random() < 0.8
        message = _window(messages) if is_new else self.random.choice(messages[-25:])
        found = _buttons(message)
        of_kind = Counter(each.kind for each in found)
        leaving = 0.05 if self.is_going_far else 0.3
        weights = [
            (leaving if each.kind in LEAVING else 1)
            / of_kind[each.kind]
            / (1 + self.pressed[place.state, each.kind]) ** 0.5
            for each in found
        ]
        return self.random.choices(found, weights)[0]

    async def _press_all(self, *presses: tuple[Place, Button]) -> None:
        """Press at once, and check that each press is answered and that something can be seen of it.

        A button that the message no longer has was pressed in a client that gets the edited message meanwhile.
        """
        deliveries = []
        shown = {place.key: place for place, button in presses if button.is_shown}
        for place, button in presses:
            self.pressed[place.state, button.kind] += 1
            self._tell(place, f"presses {button.text!r} ({button.data!r})")
            deliveries.append(place.user.press_data(button.message, button.data))
        for delivery in deliveries:
            await delivery
            self._check_delivered(delivery.delivery)
        for press in (each.press for each in deliveries):
            self._check_answers(press)
        for place in shown.values():
            toasts = [each.press.toast for each in deliveries if each.press.chat is place.user.chat]
            if not any(toasts) and not self._has_seen(place):
                raise self._broken("nothing could be seen of the press")
        if len({place.key for place, _ in presses}) == 1:
            await self._check_card(presses[0][0])

    async def _check_answered(self, place: Place, delivery: UpdateDelivery) -> None:
        await delivery
        self._check_delivered(delivery)
        if not self._has_seen(place):
            raise self._broken("nothing was answered")
        await self._check_card(place)

    def _check_delivered(self, delivery: UpdateDelivery) -> None:
        if not delivery.delivered or delivery.attempts != 1:
            raise self._broken(f"the update was delivered {delivery.attempts} times")
        self._check_errors()

    def _check_answers(self, press: Press) -> None:
        answers = [
            each.parameters.get("text")
            for each in self._calls("answerCallbackQuery")
            if each.parameters["callback_query_id"] == press.id and each.ok
        ]
        if len(answers) != 1:
            raise self._broken(f"the press of {press.data!r} was answered {len(answers)} times: {answers}")

    def _check_errors(self) -> None:
        if self.errors:
            raise self._broken("logged: " + "\n".join(self.errors))
        calls = self.product.sandbox.api.calls
        refused = [each for each in calls if not each.ok and not any(text in each.description for text in EXPECTED)]
        if refused:
            raise self._broken(f"Telegram refused {refused[0]}")

    async def _check_card(self, place: Place) -> None:
        """The card that this step has shown says what the database says."""
        if place.rendered_at != self.steps or place.state not in CARDS or place.booking_id is None:
            return
        container, now = self.product.container, self.product.clock.now()
        venue = (await container.get(Venues))[place.venue_id]
        async with (await container.get(Database)).read() as tx:
            booking = await tx.bookings.get(venue.id, place.booking_id)
            guest = await tx.guests.find(venue.id, place.user.chat.person.id)
        assert guest
        words = (await container.get(Translator)).words(venue, guest.locale(venue))
        text = _window(place.user.messages).text
        for said in (words.plain(f"status_{booking.status_at(now)}"), words.dates.slot(booking.slot)):
            if said not in text:
                raise self._broken(f"the card of {booking} does not say {said!r}: {text!r}")

    async def _check_database(self) -> None:
        self._check_errors()
        async for promise in broken_promises(self.database, self.product.clock.now()):
            raise self._broken(promise)

    def _has_seen(self, place: Place) -> bool:
        return any(_is_seen(each, place) for each in self.product.sandbox.api.calls)

    def _calls(self, method: str) -> list[Call]:
        return [each for each in self.product.sandbox.api.calls if each.method == method]

    def _tell(self, place: Place, what: str) -> None:
        self.told.append(f"{self.steps}. {self.product.clock.now():%a %d %H:%M:%S} {place} {what}")

    def _broken(self, promise: str) -> Broken:
        return Broken(f"seed {self.seed}, step {self.steps}: {promise}\nThe last steps:\n" + "\n".join(self.told))

    def note_shown(self, window: TypedWindow, manager: DialogManager) -> None:
        """Note that a window is shown in a chat."""
        state = str(window.get_state().state)
        self.visited[state] += 1
        data = manager.middleware_data
        place = self.by_key.get((data["bot"].id, data["event_chat"].id))
        if place:
            place.state, place.rendered_at = state, self.steps
            try:
                place.booking_id = OPENED_BOOKING.read(manager).booking_id
            except NotFound:
                place.booking_id = None


class _Errors(logging.Handler):
    """Records the errors of the log."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._errors = errors

    def emit(self, record: logging.LogRecord) -> None:
        self._errors.append(logging.Formatter().format(record))


@asynccontextmanager
async def walking(template: Path, folder: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Walk]:
    """A walk through a product of its own, with a copy of the empty database `template` in `folder`.

    The product must have been adapted by `tests.product.prepare`.
    """
    url = copy_of(template, folder)
    async with running(url) as product, opened(url) as database:
        await product.demo.add_regulars()
        walk = Walk(product, database, seed)
        await set_the_scene(product, database, walk.home)
        show = TypedWindow.render

        async def note_and_show(window: TypedWindow, dialog: DialogProtocol, manager: DialogManager) -> NewMessage:
            walk.note_shown(window, manager)
            return await show(window, dialog, manager)

        errors = _Errors(walk.errors)
        logging.getLogger().addHandler(errors)
        with monkeypatch.context() as patched:
            patched.setattr(TypedWindow, "render", note_and_show)
            try:
                yield walk
            finally:
                logging.getLogger().removeHandler(errors)


def _buttons(message: Message) -> list[Button]:
    return [
        Button(message, each["text"], each["callback_data"])
        for row in message.inline_keyboard
        for each in row
        if "callback_data" in each
    ]


def _window(messages: Sequence[Message]) -> Message:
    """The newest message of a dialog, or else the newest one."""
    of_dialog = (each for each in reversed(messages) if any("\x1d" in button.data for button in _buttons(each)))
    return next(of_dialog, messages[-1])


def _is_seen(call: Call, place: Place) -> bool:
    """Whether the call changed what the person sees in the chat."""
    to = (call.token, str(call.parameters.get("chat_id")))
    is_change = call.method.startswith(("send", "edit", "delete")) and call.method != "sendChatAction"
    return call.ok and is_change and to == (place.user.chat.bot.token, str(place.user.chat.person.id))


def _picture() -> bytes:
    return next(PICTURE.glob("*.webp")).read_bytes()
