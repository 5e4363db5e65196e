"""What people can do in a group that a bot is in. Tests use it; the chat page shows no groups."""

from app.sandbox.bot_api.objects import message_object
from app.sandbox.delivery import UpdateDelivery, WebhookSender
from app.sandbox.model import GroupChat, Json, Message, Person
from app.sandbox.telegram import Telegram


class Group:
    """A group, as one of its bots sees it. A group that became a supergroup has a chat of its own from then on."""

    def __init__(self, telegram: Telegram, webhook_sender: WebhookSender, chat: GroupChat) -> None:
        self._telegram = telegram
        self._webhook_sender = webhook_sender
        self.chat = chat

    @property
    def id(self) -> int:
        """The chat's id, a negative number."""
        return self.chat.person.id

    @property
    def messages(self) -> list[Message]:
        """The messages that the bot sent here, oldest first."""
        return [message for message in self.chat.messages.values() if message.from_bot]

    def remove_bot(self) -> None:
        """Remove the bot: its calls for this chat are refused from now on."""
        self.chat.is_member = False

    def add_bot(self) -> None:
        self.chat.is_member = True

    def delete_topic(self, topic_id: int) -> None:
        """Delete a topic with all of its messages."""
        if self.chat.topics is None:
            raise LookupError("the group has no topics")
        self.chat.topics.remove(topic_id)
        kept = {number: message for number, message in self.chat.messages.items() if message.topic_id != topic_id}
        self.chat.messages = kept

    def upgrade(self, supergroup_id: int) -> tuple["Group", list[UpdateDelivery]]:
        """Turn the group into a supergroup. The bot gets a service message in both."""
        title = Person(supergroup_id, self.chat.person.first_name, hidden=True)
        new = GroupChat(self.chat.bot, title)
        self._telegram.chats[new.bot.id, supergroup_id] = new
        self.chat.moved_to = supergroup_id
        services = [(self.chat, {"migrate_to_chat_id": new.person.id}), (new, {"migrate_from_chat_id": self.id})]
        deliveries = [self._tell(chat, service) for chat, service in services]
        return Group(self._telegram, self._webhook_sender, new), deliveries

    def _tell(self, chat: GroupChat, service: Json) -> UpdateDelivery:
        number, now = self._telegram.next_number(), self._telegram.clock.now()
        message = Message(id=number, chat=chat, from_bot=False, date=now, service=service)
        self._telegram.post(message)
        return self._webhook_sender.enqueue(chat, "message", message_object(message))
