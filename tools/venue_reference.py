"""Write docs/venue.md, the reference of every key of venue.toml, from the schema: `python -m tools.venue_reference`.

A test compares the document with the schema. The examples are values of the venues in data/venues, else of the schema.
"""

import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from app.catalogue.schema import Table, VenueFile
from app.catalogue.toml import as_list, as_toml, inner_table, is_list

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs/venue.md"
INTRODUCTION = """\
# A venue

<!-- Written by `python -m tools.venue_reference` from app/catalogue/schema.py. Change it there. -->

A venue is a folder of data, without code. The folder's name is the venue's id.

| in `data/venues/<id>/` | |
| --- | --- |
| `venue.toml` | the keys below |
| `texts.ru.ftl`, `texts.en.ftl` | the venue's texts in [Fluent](https://projectfluent.org): those that `venue.toml` \
names, and each text of `app/texts` that should be different here |
| `photos/` | the photos of resources |

`VENUES_DIR` points to another folder than `data/venues`. The start reads and checks all venues. If there are mistakes,
it stops and reports all of them: file, key, what was expected, what was found. `python -m app check` does the same
without starting. A key that is not below is a mistake, too.

`python -m app venue new` makes the folder of a new venue from a few answers: a restaurant, a clinic, or a place of
services such as a barber's shop, with these keys explained in its `venue.toml`. The next start of `make demo` has it.
Answers may also be flags (`--help`). [operations.md](operations.md) says what the folder's name and the photos must be
like, and [floor-plan.md](floor-plan.md) how a plan is drawn.

Guests may type a sentence instead of pressing buttons: "table for two tomorrow at seven by the window". Days, times and
numbers are known everywhere. What the venue offers is known by its name, people by each of their names, and all
by their `synonyms`: `ru = ["у окна"]`, `en = ["window"]` for each table at a window. Of a synonym of several words all
must be said, in any form and order. Where several things have the same synonym the guest is asked, or any of the tables
is proposed. `synonyms = { ru = ["ухо", "уши"] }` lets a guest say what hurts; irregular forms need a word of their own.
"""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table, and the cells of its row."""

    name: str
    meaning: str
    expected: str
    default: str
    example: str

    @property
    def common(self) -> tuple[str, str, str]:
        """What keys share that stand in one row, such as the days of a week."""
        return self.meaning, self.expected, self.default


def render() -> str:
    """The whole document."""
    values = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(ROOT.glob("data/venues/*/venue.toml"))]
    return INTRODUCTION + "".join(_sections(VenueFile, "", values))


def _sections(table: type[Table], heading: str, values: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The section of a table, then those of the tables in it. `values` are the venues' tables of this kind."""
    inner = {name: inner_table(field) for name, field in table.model_fields.items()}
    keys = [_key(name, field, values) for name, field in table.model_fields.items() if not inner[name]]
    path = heading.strip("[]")
    yield f"\n## {f'`{heading}`' if heading else 'At the top'}\n\n"
    yield "| key | what it says | expected | default | example |\n| --- | --- | --- | --- | --- |\n"
    yield from _rows(keys)
    for name, inner_one in inner.items():
        if inner_one:
            brackets = "[[{}]]" if is_list(table.model_fields[name]) else "[{}]"
            found = [each for value in values if name in value for each in as_list(value[name])]
            yield from _sections(inner_one, brackets.format(f"{path}.{name}" if path else name), found)


def _rows(keys: Sequence[Key]) -> Iterator[str]:
    for (meaning, expected, default), group in groupby(keys, lambda key: key.common):
        alike = list(group)
        names = " ".join(f"`{key.name}`" for key in alike)
        example = next((key.example for key in alike if key.example), "")
        cells = (names, meaning, expected, default, f"`{example}`" if example else "")
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _key(name: str, field: FieldInfo, values: Sequence[Mapping[str, Any]]) -> Key:
    written = [value[name] for value in values if name in value] or field.examples or ()
    found = [as_toml(value) for value in written]
    default = "required" if field.is_required() else "none" if field.default is None else f"`{as_toml(field.default)}`"
    return Key(name, field.title or "", field.description or "", default, min(found, key=len, default=""))


def main() -> int:
    DOCUMENT.write_text(render(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
