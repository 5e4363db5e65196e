"""A run of all benchmarks writes its table into the document."""

from pathlib import Path

import pytest

from tests.benchmarks.document import BEGIN, END, write_table

PERFORMANCE = Path(__file__).parents[2] / "docs/performance.md"


@pytest.fixture
def document(tmp_path: Path) -> Path:
    copy = tmp_path / "performance.md"
    copy.write_text(PERFORMANCE.read_text())
    return copy


def test_the_table_takes_the_place_of_the_former_one(document: Path) -> None:
    for table in ("| first |", "| second |"):
        write_table(document, table)
    written, before = document.read_text(), PERFORMANCE.read_text()
    assert f"{BEGIN}\n\n| second |\n\n{END}" in written
    assert "| first |" not in written
    assert written.partition(BEGIN)[0] == before.partition(BEGIN)[0]
    assert written.partition(END)[2] == before.partition(END)[2]


def test_a_document_without_the_marks_is_left_alone(document: Path) -> None:
    document.write_text(f"{BEGIN} but no end")
    with pytest.raises(ValueError, match="expected the lines"):
        write_table(document, "| first |")
    assert document.read_text() == f"{BEGIN} but no end"
