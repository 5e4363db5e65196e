"""docs/venue.md is what the schema says."""

from tools.venue_reference import DOCUMENT, render


def test_the_reference_is_made_from_the_schema_as_it_is() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == render(), "run: python -m tools.venue_reference"


def test_every_key_has_a_meaning_what_is_expected_and_an_example() -> None:
    rows = [line for line in render().splitlines() if line.startswith("| `") and line.count(" | ") == 4]

    assert len(rows) > 20
    assert not [row for row in rows if "|  |" in row]
