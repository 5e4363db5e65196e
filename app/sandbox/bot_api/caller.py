"""The bot that calls a method, with the chats and messages it may use."""

from dataclasses import dataclass

from app.sandbox.bot_api.objects import person_user
from app.sandbox.bot_api.refusals import bad_request, forbidden
from app.sandbox.delivery import WebhookSender
from app.sandbox.model import BotAccount, Chat, Json, Message
from app.sandbox.telegram import Telegram


@dataclass(frozen=True)
class Caller:
    """A bot that calls the Bot API."""

    bot: BotAccount
    telegram: Telegram
    webhook_sender: WebhookSender

    def chat(self, chat_id: int | str | None) -> Chat:
        """The bot's chat with the person of this id. Raises `Refusal` 400 when there is no such person."""
        number = str(chat_id)
        person = self.telegram.people.get(int(number)) if number.isdigit() else None
        if person is None:
            raise bad_request("chat not found")
        return self.telegram.chat(self.bot, person)

    def open_chat(self, chat_id: int | str | None) -> Chat:
        """The chat in which the bot may write. Raises `Refusal` 400 (no such person) or 403 (blocked, not started)."""
        chat = self.chat(chat_id)
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def own_message(self, chat_id: int | str | None, message_id: int | None) -> Message:
        """A message of the bot itself, which it may edit. Raises `Refusal` 400 or 403."""
        message = self.open_chat(chat_id).messages.get(message_id or 0)
        if message is None:
            raise bad_request("message to edit not found")
        if not message.from_bot:
            raise bad_request("message can't be edited")
        return message

    def user_object(self, person_id: int) -> Json | None:
        """The person's User object, for a mention; None for an unknown id."""
        person = self.telegram.people.get(person_id)
        return person_user(person) if person else None
