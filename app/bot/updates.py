"""Read updates, also those with parts that are newer than the installed aiogram."""

import json
from typing import Any

from aiogram import Bot
from aiogram.enums import ContentType
from aiogram.types import Update
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.runtime import metrics
from app.runtime.bounded_log import bounded_log

Path = tuple[str, ...]

INNER = ("callback_query", "message")
"""The message under which a button was pressed: a part of it is left out, not the message."""


def read_update(body: bytes, bot: Bot) -> Update:
    """Return the update without the parts that cannot be read: they are logged with their kind and counted.

    A sticker with a new field is still a message, and its sender waits for an answer. Raises `ValidationError` where
    something is missing without which nobody could be answered.
    """
    try:
        update = Update.model_validate_json(body, context={"bot": bot})
    except ValidationError as error:
        unreadable = {path for path in map(_part, error.errors(include_input=False)) if path}
        if not unreadable:
            raise
        update = Update.model_validate(_without(json.loads(body), unreadable), context={"bot": bot})
        _report(unreadable)
    message = update.message
    if message and message.content_type == ContentType.UNKNOWN:
        _report({("message", name) for name in message.model_extra or ()})
    return update


def kind_of(error: ValidationError) -> str:
    """Return the kind of the update that cannot be read, such as `message`; empty where it is no update at all."""
    kinds = [str(each["loc"][0]) for each in error.errors(include_input=False) if each["loc"]]
    return next((kind for kind in kinds if kind in Update.model_fields), "")


def _part(error: ErrorDetails) -> Path:
    """The names that lead to the part of a message or press that the error is in; empty where it is in no part."""
    # What was pressed is tried as an `InaccessibleMessage`, too, which it need not be.
    is_try = "InaccessibleMessage" in error["loc"]
    path = tuple(str(name) for name in error["loc"] if name != "Message")
    depth = 3 if path[:2] == INNER else 2
    return () if is_try or len(path) < depth else path[:depth]


def _without(update: dict[str, Any], parts: set[Path]) -> dict[str, Any]:
    for *parents, name in parts:
        holder = update
        for parent in parents:
            holder = holder[parent]
        holder.pop(name, None)
    return update


def _report(parts: set[Path]) -> None:
    for path in sorted(parts):
        part = ".".join(path)
        metrics.UPDATE_PARTS_SKIPPED.labels(part).inc()
        bounded_log.warning("part of an update not understood", part=part)
