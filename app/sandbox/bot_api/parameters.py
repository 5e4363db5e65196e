"""Parse a call's parameters with aiogram's model of the Bot API.

Telegram ignores unknown parameters. The sandbox refuses them, so that tests find misspelled ones.
"""

import json
from collections.abc import Iterable
from typing import Any, get_args

import aiogram.methods
from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile
from pydantic import BaseModel, ValidationError

from app.sandbox.bot_api.refusals import Refusal, bad_request
from app.sandbox.model import Json

AnyMethod = TelegramMethod[Any]

ATTACHED = "attach://"

TOLERATED = {"media.reply_markup"}
"""aiogram-dialog repeats a new photo's keyboard in `media`, where Telegram ignores it."""

KNOWN_METHODS: dict[str, type[AnyMethod]] = {
    method.__api_method__.lower(): method
    for method in vars(aiogram.methods).values()
    if isinstance(method, type) and issubclass(method, TelegramMethod) and method is not TelegramMethod
}

EMPTY_WHEN_MISSING = {"text": "message text is empty", "chat_id": "chat_id is empty"}


def find_method(name: str) -> type[AnyMethod]:
    """The method of this name, in upper or lower case. Raises `Refusal` 404."""
    method = KNOWN_METHODS.get(name.lower())
    if method is None:
        raise Refusal(404, "Not Found: method not found")
    return method


def read_call(method: type[AnyMethod], raw: Json, files: dict[str, BufferedInputFile]) -> AnyMethod:
    """Build the call from its parameters.

    `raw` holds JSON values or a form's strings, `files` the uploaded files by the name of their part. Raises `Refusal`
    400 for a parameter that is missing, unknown or of a wrong type, at any depth.
    """
    unknown = raw.keys() - method.model_fields.keys()
    if unknown:
        raise bad_request(f"unknown parameter {_quoted(unknown)} of {method.__api_method__}")
    values = {name: _decode(value, method.model_fields[name].annotation) for name, value in raw.items()}
    try:
        call = method.model_validate(_with_files({**values, **_direct(method, files)}, files))
    except ValidationError as error:
        raise _refusal_of(method, error) from error
    for name in method.model_fields:
        _refuse_unknown_keys(name, getattr(call, name))
    return call


def none_if_default(value: Any) -> Any:
    """The value of an optional parameter, or None when the call left it to aiogram's defaults."""
    return None if isinstance(value, Default) else value


def _decode(value: object, annotation: object) -> object:
    """Decode a form's string: for a parameter that is not text in the Bot API it holds JSON."""
    kinds = get_args(annotation) or (annotation,)
    if not isinstance(value, str) or (str in kinds and int not in kinds):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _direct(method: type[AnyMethod], files: dict[str, BufferedInputFile]) -> dict[str, BufferedInputFile]:
    return {name: file for name, file in files.items() if name in method.model_fields}


def _with_files(value: Any, files: dict[str, BufferedInputFile]) -> Any:
    """Replace each `attach://<name of the part>` with its file."""
    if isinstance(value, dict):
        return {key: _with_files(each, files) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_files(each, files) for each in value]
    if isinstance(value, str) and value.startswith(ATTACHED):
        return files.get(value.removeprefix(ATTACHED), value)
    return value


def _refusal_of(method: type[AnyMethod], error: ValidationError) -> Refusal:
    mistake = error.errors(include_url=False)[0]
    name = str(mistake["loc"][0])
    if mistake["type"] == "missing" and len(mistake["loc"]) == 1:
        return bad_request(EMPTY_WHEN_MISSING.get(name, f'parameter "{name}" of {method.__api_method__} is required'))
    place = ".".join(str(step) for step in mistake["loc"])
    return bad_request(f'can\'t parse parameter "{place}" of {method.__api_method__}: {mistake["msg"]}')


def _refuse_unknown_keys(place: str, value: object) -> None:
    """Raise `Refusal` 400 for unknown keys, which aiogram's models accept."""
    if isinstance(value, BaseModel):
        unknown = {key for key in value.model_extra or () if f"{place}.{key}" not in TOLERATED}
        if unknown:
            raise bad_request(f'unknown field {_quoted(unknown)} in "{place}"')
        for name in value.model_fields_set:
            _refuse_unknown_keys(f"{place}.{name}", getattr(value, name))
    elif isinstance(value, list):
        for each in value:
            _refuse_unknown_keys(place, each)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in sorted(names))
