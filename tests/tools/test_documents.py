"""The check of the documents."""

from pathlib import Path

from tools.check_documents import repeated_numbers


def test_two_decisions_with_one_number_are_reported() -> None:
    decisions = [Path("0029-a.md"), Path("0030-c.md"), Path("0029-b.md")]
    assert list(repeated_numbers(decisions)) == ["0029-b.md: 0029-a.md has the same number"]
