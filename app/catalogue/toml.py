"""Write venue.toml, with a comment of the schema above each key."""

import json
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from app.catalogue.schema import Name, SynonymsTable, Table, Text, VenueFile

LINE_LENGTH = 118
"""Characters of a comment."""


def write_venue_file(values: Mapping[str, Any]) -> str:
    """The content of venue.toml with these values, which are as `tomllib` reads them."""
    return "\n".join(_table(VenueFile, "", [values]))


def _table(table: type[Table], heading: str, values: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The lines of a table, or of several of a list, then those of the tables in it."""
    inner = {name: inner_table(field) for name, field in table.model_fields.items()}
    for number, each in enumerate(values):
        if heading:
            yield from ("", heading)
        comment = None
        for name, field in table.model_fields.items():
            if inner[name] or name not in each:
                continue
            if not number and (field.title, field.description) != comment:
                comment = (field.title, field.description)
                yield from wrap(f"{field.title}: {field.description}", LINE_LENGTH, **_COMMENT)
            yield f"{name} = {as_toml(each[name])}"
    for name, inner_one in inner.items():
        if inner_one:
            brackets = "[[{}]]" if is_list(table.model_fields[name]) else "[{}]"
            path = f"{heading.strip('[]')}.{name}".lstrip(".")
            found = [one for value in values if name in value for one in as_list(value[name])]
            yield from _table(inner_one, brackets.format(path), found)


_COMMENT: dict[str, Any] = {"initial_indent": "# ", "subsequent_indent": "# ", "break_on_hyphens": False}


def inner_table(field: FieldInfo) -> type[Table] | None:
    """The table that has a section of its own. Names, texts and synonyms are written on the key's line."""
    kinds = [field.annotation, *get_args(field.annotation)]
    tables = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Table)]
    return next((table for table in tables if table not in (Name, Text, SynonymsTable)), None)


def is_list(field: FieldInfo) -> bool:
    """Whether a table of the field is one of a list."""
    return get_origin(field.annotation) is list


def as_list(value: Any) -> Sequence[Mapping[str, Any]]:
    return value if isinstance(value, list) else [value]


def as_toml(value: Any) -> str:
    """The value as TOML writes it on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {as_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(as_toml(each) for each in value) + "]"
    # The only character that JSON leaves as it is and TOML refuses.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
