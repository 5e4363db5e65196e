"""Describe mistakes in venue.toml: the key, the expected value, the found value."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from app.catalogue.schema import VenueFile
from app.runtime.mistakes import OperatorMistake

_MAX_VALUE_LENGTH = 60


class InvalidCatalogue(OperatorMistake):
    """The venues' files have mistakes: one line for each, with the file, the key, the expected and the found value."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def mistake(key: str, expected: str, got: object) -> str:
    """Describe a mistake, such as `booking.slot_minutes: expected 5 to 1440 minutes, got "120"`."""
    return f"{key}: expected {expected}, got {_shown(got)}"


def schema_mistakes(error: ValidationError, written: dict[str, Any]) -> Iterator[str]:
    """Describe pydantic's errors with the descriptions of the schema's fields. `written` is the file's content."""
    for found in error.errors(include_url=False):
        path = found["loc"]
        if found["type"] == "extra_forbidden":
            keys = ", ".join(_model_at(path[:-1]).model_fields)
            yield mistake(_key(path, written), f"one of the keys {keys}", path[-1])
        else:
            got = None if found["type"] == "missing" else found["input"]
            yield mistake(_key(path, written), _expectation(path), got)


def _model_at(path: Sequence[int | str]) -> type[BaseModel]:
    """The model at the end of a path, or the last model before it."""
    model: type[BaseModel] = VenueFile
    for step in path:
        if isinstance(step, str):
            annotation = model.model_fields[step].annotation
            inner = [part for part in (annotation, *get_args(annotation)) if isinstance(part, type)]
            model = next((part for part in inner if issubclass(part, BaseModel)), model)
    return model


def _expectation(path: Sequence[int | str]) -> str:
    """What the last key of the schema on the path expects. Days and weekdays are no keys of the schema."""
    expected, parents = "", list[int | str]()
    for step in path:
        field = _model_at(parents).model_fields.get(step) if isinstance(step, str) else None
        expected = str(field.description) if field else expected
        parents += [step] if field else []
    return expected


def _key(path: Sequence[int | str], written: Any) -> str:
    """Write a path as `resources[t4].capacity`: with the id of a list's item, or its number when it has no id."""
    key = ""
    for step in path:
        written = _inside(written, step)
        if isinstance(step, str):
            key += f".{step}" if key else step
        else:
            name = written.get("id") if isinstance(written, dict) else None
            key += f"[{name}]" if isinstance(name, str) else f"[{step + 1}]"
    return key


def _inside(written: Any, step: int | str) -> Any:
    try:
        return written[step]
    except (KeyError, IndexError, TypeError):
        return None


def _shown(got: object) -> str:
    # TOML has no null, so None means that the key is missing.
    text = "nothing" if got is None else json.dumps(got, ensure_ascii=False, default=str)
    return text if len(text) <= _MAX_VALUE_LENGTH else text[: _MAX_VALUE_LENGTH - 1] + "…"
