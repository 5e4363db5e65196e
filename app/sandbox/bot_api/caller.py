"""The bot that calls a method, with the chats and messages it may use."""

from dataclasses import dataclass

from app.sandbox.bot_api.objects import person_user
from app.sandbox.bot_api.refusals import Refusal, bad_request, forbidden
from app.sandbox.delivery import WebhookSender
from app.sandbox.model import BotAccount, Chat, GroupChat, Json, Message
from app.sandbox.telegram import Telegram


@dataclass(frozen=True)
class Caller:
    """A bot that calls the Bot API."""

    bot: BotAccount
    telegram: Telegram
    webhook_sender: WebhookSender

    def chat(self, chat_id: int | str | None) -> Chat:
        """The bot's chat with the person, or the group, of this id. Raises `Refusal` 400 when there is none."""
        number = str(chat_id)
        if number.startswith("-") and number[1:].isdigit():
            return self._group(int(number))
        person = self.telegram.people.get(int(number)) if number.isdigit() else None
        if person is None:
            raise bad_request("chat not found")
        return self.telegram.chat(self.bot, person)

    def _group(self, chat_id: int) -> GroupChat:
        """Raises `Refusal` 400 for a group that has become a supergroup, too, and 403 where the bot was removed."""
        chat = self.telegram.chats.get((self.bot.id, chat_id))
        if not isinstance(chat, GroupChat):
            raise bad_request("chat not found")
        if chat.moved_to is not None:
            upgraded = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(400, upgraded, migrate_to_chat_id=chat.moved_to)
        if not chat.is_member:
            raise forbidden(f"bot was kicked from the {'supergroup' if chat.is_supergroup else 'group'} chat")
        return chat

    def open_chat(self, chat_id: int | str | None) -> Chat:
        """The chat in which the bot may write. Raises `Refusal` 400 (no such chat) or 403 (blocked, not started)."""
        chat = self.chat(chat_id)
        if isinstance(chat, GroupChat):
            return chat
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
