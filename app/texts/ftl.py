"""Read Fluent files and report their mistakes by file and line."""

from collections.abc import Iterator
from pathlib import Path

from fluent.syntax import FluentParser, ast

from app.runtime.mistakes import OperatorMistake


class InvalidTexts(OperatorMistake):
    """The files of texts have mistakes: one line for each, with the file, its line and the expectation."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def read_ftl(path: Path) -> ast.Resource:
    """Parse a file of texts. Raises `InvalidTexts` for a missing file, wrong syntax or a repeated key."""
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InvalidTexts([f"{path}: expected a file, got nothing"]) from None
    except OSError as error:
        raise InvalidTexts([f"{path}: expected a readable file, got {error.strerror}"]) from None
    except UnicodeDecodeError as error:
        raise InvalidTexts([f"{path}: expected UTF-8, got {error}"]) from None
    resource = FluentParser().parse(source)
    mistakes = [f"{path}: {mistake}" for mistake in _mistakes(resource, source)]
    if mistakes:
        raise InvalidTexts(mistakes)
    return resource


def messages(resource: ast.Resource) -> dict[str, ast.Message]:
    """The texts of a file by key."""
    return {entry.id.name: entry for entry in resource.body if isinstance(entry, ast.Message)}


def _mistakes(resource: ast.Resource, source: str) -> Iterator[str]:
    seen: set[str] = set()
    for entry in resource.body:
        if isinstance(entry, ast.Junk):
            for annotation in entry.annotations:
                start = annotation.span.start if annotation.span else 0
                yield f"line {_line(source, start)}: {annotation.message}"
        elif isinstance(entry, ast.Message):
            if entry.id.name in seen:
                start = entry.span.start if entry.span else 0
                yield f"line {_line(source, start)}: expected each key once, got {entry.id.name} again"
            seen.add(entry.id.name)


def _line(source: str, position: int) -> int:
    return source.count("\n", 0, position) + 1
