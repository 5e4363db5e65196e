"""Read back what an export has written, with the standard library alone."""

import csv
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def read_xlsx(path: Path) -> list[list[str]]:
    """The text or number of every cell; a formula is returned with `=` before it, though the file stores none."""
    with ZipFile(path) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314  the product wrote it
    rows = []
    for row in sheet.iter(f"{NAMESPACE}row"):
        cells: dict[int, str] = {}
        for cell in row.iter(f"{NAMESPACE}c"):
            formula = cell.find(f"{NAMESPACE}f")
            text = "".join(each.text or "" for each in cell.iter() if each.tag in {f"{NAMESPACE}t", f"{NAMESPACE}v"})
            cells[_column(cell.attrib["r"])] = text if formula is None else f"={formula.text}"
        rows.append([cells.get(number, "") for number in range(max(cells) + 1)])
    return rows


def types_of_cells(path: Path) -> set[str]:
    """The types of the cells in the sheet: `inlineStr` is text, `n` a number."""
    with ZipFile(path) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314  the product wrote it
    return {cell.attrib.get("t", "n") for cell in sheet.iter(f"{NAMESPACE}c")}


def _column(reference: str) -> int:
    letters = reference.rstrip("0123456789")
    assert len(letters) == 1
    return ord(letters) - ord("A")
