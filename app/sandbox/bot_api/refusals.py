"""The Bot API's error answers."""


class Refusal(Exception):  # noqa: N818  an answer of the Bot API, not a failure of the sandbox
    """Answer the call with this HTTP status `code` and `description`; with 429 also `retry_after`, in seconds.

    `migrate_to_chat_id` is the id of the supergroup that the chat has become.
    """

    def __init__(
        self, code: int, description: str, retry_after: int | None = None, migrate_to_chat_id: int | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to_chat_id = migrate_to_chat_id


def bad_request(reason: str) -> Refusal:
    return Refusal(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refusal:
    return Refusal(403, f"Forbidden: {reason}")
