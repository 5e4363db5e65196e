"""Tables as CSV and XLSX: text that people typed stays text."""

from datetime import date, datetime, time
from pathlib import Path
from zipfile import ZipFile

import pytest

from app.domain.exports import FileFormat
from app.usecases.exports.spreadsheets import Row, table_file
from tests.usecases.exports.sheets import read_csv, read_xlsx, types_of_cells

DANGEROUS = [
    "=1+1",
    '=HYPERLINK("https://example.org","x")',
    "+79161234567",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
]
HARMLESS = ["Anna", "a=b", "", "'", 'Söhne, "Wolfe" & <3', "две\nстроки", "<r><t>x</t></r>", "https://example.org"]


NOON = datetime(2026, 11, 23, 12, 5)  # noqa: DTZ001  as a spreadsheet has it: without a zone


def write(file_format: FileFormat, path: Path, *rows: Row) -> Path:
    with table_file(file_format, path) as file:
        file.write(rows)
    return path


@pytest.mark.parametrize("text", DANGEROUS)
def test_csv_puts_an_apostrophe_before_what_a_spreadsheet_would_calculate(tmp_path: Path, text: str) -> None:
    path = write(FileFormat.CSV, tmp_path / "file.csv", [text])
    assert read_csv(path) == [[f"'{text}"]]


@pytest.mark.parametrize("text", HARMLESS)
def test_csv_keeps_other_text_as_it_is(tmp_path: Path, text: str) -> None:
    path = write(FileFormat.CSV, tmp_path / "file.csv", [text, "second"])
    assert read_csv(path) == [[text, "second"]]


def test_xlsx_stores_every_text_as_text_and_no_formula(tmp_path: Path) -> None:
    path = write(FileFormat.XLSX, tmp_path / "file.xlsx", *([text] for text in [*DANGEROUS, *HARMLESS, "last"]))
    assert types_of_cells(path) == {"inlineStr"}
    with ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet
        # What looks like rich text is text, too: with a space that ends the likeness.
        assert "&lt;r&gt;&lt;t&gt;x&lt;/t&gt;&lt;/r&gt; " in sheet
        assert 'quotePrefix="1"' in book.read("xl/styles.xml").decode()


def test_xlsx_without_the_guard_would_copy_rich_text_into_the_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.usecases.exports.spreadsheets._not_rich", lambda text: text)
    path = write(FileFormat.XLSX, tmp_path / "file.xlsx", ["<r><t>x</t></r>"])
    with ZipFile(path) as book:
        assert "<r><t>x</t></r>" in book.read("xl/worksheets/sheet1.xml").decode()


def test_days_times_and_numbers_are_values_in_xlsx_and_iso_in_csv(tmp_path: Path) -> None:
    row: Row = [7, date(2026, 11, 24), time(18, 30), NOON, None, "x"]
    assert read_csv(write(FileFormat.CSV, tmp_path / "file.csv", row)) == [
        ["7", "2026-11-24", "18:30", "2026-11-23 12:05", "", "x"]
    ]
    (cells,) = read_xlsx(write(FileFormat.XLSX, tmp_path / "file.xlsx", row))
    assert cells[0] == "7"
    assert float(cells[1]) == (date(2026, 11, 24) - date(1899, 12, 30)).days
    assert float(cells[2]) == pytest.approx(18.5 / 24)
    assert cells[4:] == ["", "x"]


@pytest.mark.parametrize("file_format", FileFormat)
def test_nothing_but_the_file_is_left_in_its_folder(tmp_path: Path, file_format: FileFormat) -> None:
    path = write(file_format, tmp_path / "file", *([str(number)] for number in range(5000)))
    assert list(tmp_path.iterdir()) == [path]
