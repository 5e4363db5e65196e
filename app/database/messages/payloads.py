"""Payloads as the ledger keeps them: JSON, and the variant in a column of its own."""

from collections.abc import Mapping
from functools import cache

from pydantic import TypeAdapter, ValidationError

from app.domain.messages.kinds import Kind
from app.domain.messages.payloads import Payload

VARIANT = "variant"


class UnknownPayloadError(Exception):
    """The kind or its payload is unknown to this process, because another release wrote it."""


def to_json(payload: Payload) -> dict[str, object]:
    """All of a payload but its variant, as JSON can hold it."""
    stored: dict[str, object] = _adapter(Kind.of(type(payload))).dump_python(payload, mode="json", exclude={VARIANT})
    return stored


def from_json(kind: str, variant: str, stored: Mapping[str, object]) -> Payload:
    """Read a payload. Fields that this process does not know are ignored. Raises `UnknownPayloadError`."""
    try:
        return _adapter(Kind.named(kind)).validate_python({**stored, VARIANT: variant})
    except LookupError as error:
        raise UnknownPayloadError(f"unknown kind {kind!r}") from error
    except ValidationError as error:
        mistakes = ", ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise UnknownPayloadError(f"unknown payload of {kind!r}: {mistakes}") from error


@cache
def _adapter(kind: Kind) -> TypeAdapter[Payload]:
    return TypeAdapter(kind.rule.payload)
