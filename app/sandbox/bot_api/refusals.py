"""How Telegram says no."""


class Refusal(Exception):  # noqa: N818  an answer in Telegram's words, not a failure of ours
    """A call is answered with `code` and `description`; with 429 the bot may call again after `retry_after` seconds."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


def bad_request(reason: str) -> Refusal:
    return Refusal(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refusal:
    return Refusal(403, f"Forbidden: {reason}")
