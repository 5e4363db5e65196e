"""Write the table of a run into the document about performance."""

from pathlib import Path

BEGIN = "<!-- written by make bench -->"
END = "<!-- until here -->"


def write_table(document: Path, table: str) -> None:
    """Put the table in the place of the one between the marks. Raises `ValueError` for a document without them."""
    before, begin, rest = document.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{document}: expected the lines {BEGIN!r} and {END!r} around the table")
    document.write_text(f"{before}{BEGIN}\n\n{table.strip()}\n\n{END}{after}")
