"""Tables as files, row by row: CSV and XLSX. However many rows there are, memory holds few of them.

A cell that a person typed must not be taken for a formula (OWASP, CSV Injection).
"""

import csv
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, time
from pathlib import Path
from typing import Protocol, Self

import xlsxwriter

from app.domain.exports import FileFormat

Cell = str | int | date | time | datetime | None
Row = Sequence[Cell]

BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Characters with which a cell is not text to a spreadsheet. The wide ones are read like the others in East Asia."""
WIDTH = 18
"""Of the columns of a sheet, in characters."""


class TableFile(AbstractContextManager["TableFile"], Protocol):
    """A file that is being written. It is complete when the block ends."""

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows. Takes time; not for the event loop."""
        ...


def table_file(file_format: FileFormat, path: Path) -> TableFile:
    """A new file of this format. Other files that are needed meanwhile are made in the same folder."""
    return XlsxFile(path) if file_format is FileFormat.XLSX else CsvFile(path)


class CsvFile:
    """RFC 4180 in UTF-8, with the mark by which spreadsheets recognize UTF-8."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)

    def write(self, rows: Iterable[Row]) -> None:
        self._writer.writerows([_written(cell) for cell in row] for row in rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _written(cell: Cell) -> str | int | None:
    match cell:
        case str():
            return f"'{cell}" if cell.startswith(BEGINS_FORMULA) else cell
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}"
        case date():
            return cell.isoformat()
        case time():
            return f"{cell:%H:%M}"
        case _:
            return cell


class XlsxFile:
    """A workbook with one sheet. Its first row stays in view, and numbers, days and times can be sorted."""

    def __init__(self, path: Path) -> None:
        # With `constant_memory` each row goes to a file in `tmpdir` as soon as the next one begins.
        self._book = xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent)})
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        self._number = 0
        # What Excel does to a cell that begins with an apostrophe: it stays text also when somebody edits it.
        self._text = self._book.add_format({"quote_prefix": True})
        self._day, self._time, self._moment = (
            self._book.add_format({"num_format": each}) for each in ("yyyy-mm-dd", "hh:mm", "yyyy-mm-dd hh:mm")
        )

    def write(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if self._number == 0:
                self._sheet.set_column(0, len(row) - 1, WIDTH)
            for column, cell in enumerate(row):
                self._write_cell(column, cell)
            self._number += 1

    def _write_cell(self, column: int, cell: Cell) -> None:
        sheet, number = self._sheet, self._number
        match cell:
            case str():
                # `write_string` never makes a formula or a link of it.
                style = self._text if cell.startswith(BEGINS_FORMULA) else None
                sheet.write_string(number, column, _not_rich(cell), style)
            case datetime():
                sheet.write_datetime(number, column, cell, self._moment)
            case date():
                sheet.write_datetime(number, column, cell, self._day)
            case time():
                sheet.write_datetime(number, column, cell, self._time)
            case int():
                sheet.write_number(number, column, cell)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: object, *_: object) -> None:
        self._book.close()


def _not_rich(text: str) -> str:
    # XlsxWriter copies a string that looks like its own rich text into the sheet's XML as it is.
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
