"""What a person can do in the chat with a bot. The chat page and the tests use the same class."""

import re
from collections.abc import Generator
from typing import Any

from app.sandbox.bot_api.objects import callback_query, message_object, my_chat_member
from app.sandbox.delivery import UpdateDelivery, WebhookSender
from app.sandbox.init_data import sign_init_data
from app.sandbox.model import Chat, Formatted, Json, Message, Press, Toast
from app.sandbox.pictures import measure_picture
from app.sandbox.telegram import Telegram

COMMAND = re.compile(r"(?<!\S)/[a-zA-Z0-9_]{1,32}(?:@\w+)?")


class PressDelivery:
    """The delivery of a press. Awaiting it waits until the bot's webhook has answered, and returns the press."""

    def __init__(self, press: Press, delivery: UpdateDelivery) -> None:
        self.press = press
        self.delivery = delivery

    def __await__(self) -> Generator[Any, None, Press]:
        yield from self.delivery.__await__()
        return self.press


class ChatUser:
    """One person in the chat with one bot.

    Each method acts at once, also when its result is not awaited. Awaiting the result waits until the bot's webhook has
    answered the update: `await user.write("/start")`.
    """

    def __init__(self, telegram: Telegram, webhook_sender: WebhookSender, chat: Chat) -> None:
        self._telegram = telegram
        self._webhook_sender = webhook_sender
        self.chat = chat

    @property
    def messages(self) -> list[Message]:
        """The messages of the chat, oldest first, without deleted ones."""
        return list(self.chat.messages.values())

    @property
    def last(self) -> Message:
        """The newest message, of the person or the bot."""
        return self.messages[-1]

    @property
    def toasts(self) -> list[Toast]:
        """The bot's answers to presses, oldest first."""
        return self.chat.toasts

    def write(self, text: str, reply_to: int | None = None) -> UpdateDelivery:
        """Send a text; `reply_to` is the id of a message in this chat."""
        commands = tuple(
            {"type": "bot_command", "offset": _utf16(text[: found.start()]), "length": _utf16(found.group())}
            for found in COMMAND.finditer(text)
        )
        return self._say(formatted=Formatted(text, commands), reply_to=self.chat.messages.get(reply_to or 0))

    def send_photo(self, content: bytes, caption: str | Formatted = "") -> UpdateDelivery:
        """Send a PNG, JPEG, GIF or WebP picture. Raises ValueError for anything else."""
        size = measure_picture(content)
        if size is None:
            raise ValueError("expected a PNG, JPEG, GIF or WebP picture")
        file = self._telegram.store_file("photos", "photo.jpg", content, size)
        return self._say(photo=file, formatted=caption if isinstance(caption, Formatted) else Formatted(caption))

    def send_document(self, name: str, content: bytes, caption: str = "") -> UpdateDelivery:
        file = self._telegram.store_file("documents", name, content)
        return self._say(document=file, formatted=Formatted(caption))

    def send_sticker(self, emoji: str = "👍") -> UpdateDelivery:
        return self._say(sticker=emoji)

    def send_contact(self) -> UpdateDelivery:
        """Share the person's own phone number, as a reply keyboard's button with `request_contact` does."""
        person = self.chat.person
        contact: Json = {
            "phone_number": person.phone or "+70000000000",
            "first_name": person.first_name,
            "user_id": person.id,
        }
        return self._say(contact=contact)

    def press(self, text: str, message: Message | None = None) -> PressDelivery:
        """Press the inline button with this text in `message`, or else in the newest message that has one.

        Raises LookupError when there is no such button or it has no callback data.
        """
        for candidate in [message] if message else reversed(self.messages):
            for button in (button for row in candidate.inline_keyboard for button in row):
                if button["text"] == text:
                    return self.press_data(candidate, _data_of(button))
        raise LookupError(f"no button {text!r} among {[each.buttons for each in self.messages if each.buttons]}")

    def press_data(self, message: Message, data: str) -> PressDelivery:
        """Press a button of the message with this callback data, also one that the message no longer has.

        A client that has not received an edit yet still shows the old buttons.
        """
        press = Press(
            id=str(self._telegram.next_number()),
            chat=self.chat,
            message_id=message.id,
            data=data,
            pressed_at=self._telegram.clock.now(),
        )
        self._telegram.presses[press.id] = press
        self.chat.presses.append(press)
        self._telegram.changed(self.chat)
        return PressDelivery(press, self._send("callback_query", callback_query(press, message)))

    def tap(self, text: str) -> UpdateDelivery:
        """Tap the reply keyboard's button with this text. Raises LookupError when there is none."""
        rows = (self.chat.reply_keyboard or {}).get("keyboard", [])
        button = next((button for row in rows for button in row if button["text"] == text), None)
        if button is None:
            raise LookupError(f"no button {text!r} in the reply keyboard")
        if (self.chat.reply_keyboard or {}).get("one_time_keyboard"):
            self.chat.reply_keyboard = None
        return self.send_contact() if button.get("request_contact") else self.write(text)

    def open_mini_app(self) -> str:
        """Open a Mini App of the bot. Returns the initData that it gets."""
        return sign_init_data(self.chat, self._telegram.clock.now())

    def allow_writing(self) -> UpdateDelivery:
        """Grant a Mini App's requestWriteAccess: the bot may write first, and gets a service message about it."""
        return self._say(service={"write_access_allowed": {"from_request": True}})

    def pin(self, message: Message) -> UpdateDelivery:
        """Pin a message; the bot gets a service message about it."""
        return self._say(service={"pinned_message": message_object(message)})

    def block(self) -> UpdateDelivery:
        """Block the bot: its calls for this chat are refused from now on."""
        return self._set_blocked(blocked=True)

    def unblock(self) -> UpdateDelivery:
        return self._set_blocked(blocked=False)

    def read(self) -> None:
        """Mark all messages as read."""
        self.chat.read_up_to = max(self.chat.messages, default=0)
        self._telegram.changed(self.chat)

    def _set_blocked(self, *, blocked: bool) -> UpdateDelivery:
        self.chat.blocked = blocked
        self._telegram.changed(self.chat)
        return self._send("my_chat_member", my_chat_member(self.chat, self._telegram.clock.now()))

    def _say(self, **content: Any) -> UpdateDelivery:
        message = Message(
            id=self._telegram.next_number(),
            chat=self.chat,
            from_bot=False,
            date=self._telegram.clock.now(),
            **content,
        )
        self._telegram.post(message)
        return self._send("message", message_object(message))

    def _send(self, kind: str, content: Json) -> UpdateDelivery:
        return self._webhook_sender.enqueue(self.chat, kind, content)


def _data_of(button: Json) -> str:
    if "callback_data" not in button:
        raise LookupError(f"the button {button['text']!r} carries no callback data")
    return str(button["callback_data"])


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
