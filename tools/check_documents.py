"""Check that the documents match the repository, and that prose avoids words that readers had to decode.

`make check` runs it. It reports links and paths in Markdown files that do not exist, names in backticks that do not
occur in the code, decisions that share a number, and words of `BANNED` in any text. Exits with 1 if it has found
something.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

FOLDERS = ("app", "data", "deploy", "docs", "scheduler", "tests", "tools", "worker")
DECISIONS = Path("docs/decisions")
GENERATED = {"node_modules", "dist", "__pycache__"}
SUFFIXES = {
    ".md",
    ".py",
    ".js",
    ".ts",
    ".vue",
    ".css",
    ".html",
    ".toml",
    ".ftl",
    ".txt",
    ".yaml",
    ".yml",
    ".example",
    "",
}

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
CODE_BLOCK = re.compile(r"^\s*```.*?^\s*```", re.DOTALL | re.MULTILINE)
IN_BACKTICKS = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?:app|deploy|docs|scheduler|tests|tools|worker|data/venues)/[\w./-]*")
NAME = re.compile(r"[A-Za-z][a-z]*[A-Z]\w*|[a-zA-Z]\w*_\w*")
"""Only identifiers have a capital letter inside or an underscore."""

FOREIGN_NAMES = {"ListRedisScheduleSource", "skip_past_schedules", "synchronous_commit", "FORWARDED_ALLOW_IPS"}
"""Names of other projects that occur in the documents only."""

BANNED = re.compile(r"\b(whoever|whomever|roll call|postman|befalls?|befell|taken for dead)\b", re.IGNORECASE)
"""Riddles and private metaphors. Name the person, process or thing instead, with a word of docs/glossary.md."""


def main() -> int:
    texts = dict(_read_texts())
    code = "\n".join(text for path, text in texts.items() if path.suffix != ".md")
    mistakes = [
        mistake
        for path, text in texts.items()
        if path.suffix == ".md"
        for mistake in _dead_references(path, text, code)
    ]
    mistakes += [mistake for path, text in texts.items() for mistake in _banned_words(path, text)]
    mistakes += repeated_numbers(path for path in texts if path.parent == DECISIONS)
    sys.stdout.writelines(f"{mistake}\n" for mistake in mistakes)
    return 1 if mistakes else 0


def _read_texts() -> Iterator[tuple[Path, str]]:
    """The text files of the repository, without this one and without generated ones."""
    candidates = [*Path().glob("*"), *(path for folder in FOLDERS for path in Path(folder).rglob("*"))]
    for path in candidates:
        is_text = path.is_file() and path.suffix in SUFFIXES and not GENERATED.intersection(path.parts)
        if is_text and path != Path(__file__).relative_to(Path.cwd()):
            yield path, path.read_text(encoding="utf-8", errors="ignore")


def _dead_references(path: Path, text: str, code: str) -> Iterator[str]:
    """Yield a document's dead links, dead paths, and names that do not occur in `code`."""
    text = CODE_BLOCK.sub("", text)
    for target in LINK.findall(text):
        if "://" not in target and not (path.parent / unquote(target)).exists():
            yield f"{path}: the link {target} leads nowhere"
    for quoted in IN_BACKTICKS.findall(text):
        if PATH.fullmatch(quoted) and not Path(quoted).exists():
            yield f"{path}: `{quoted}` does not exist"
        elif NAME.fullmatch(quoted) and quoted not in FOREIGN_NAMES and quoted not in code:
            yield f"{path}: the name `{quoted}` does not occur in the code"


def repeated_numbers(decisions: Iterable[Path]) -> Iterator[str]:
    """Yield each file whose name begins with the number of an earlier one: references name decisions by number."""
    first: dict[str, Path] = {}
    for path in sorted(decisions):
        number = path.name.partition("-")[0]
        if first.setdefault(number, path) != path:
            yield f"{path}: {first[number].name} has the same number"


def _banned_words(path: Path, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        for found in BANNED.findall(line.replace("_", " ")):
            yield f"{path}:{number}: say it in plain words: {found}"


if __name__ == "__main__":
    sys.exit(main())
