"""Collect the answers: from flags, else from the person at the terminal, else the defaults. Each is checked at once."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from app.catalogue.checks import contradictions
from app.catalogue.loader import A_VENUE_ID, is_venue_id
from app.catalogue.mistakes import schema_mistakes
from app.catalogue.schema import VenueFile
from app.new_venue.kinds import KINDS, Answers, Question, VenueKind, WrongAnswer, venue_values
from app.runtime.mistakes import OperatorMistake

ID = Question("id", "The name of its folder: a-z, 0-9 and _", "my_cafe", ())
A_KIND = " or ".join(", ".join(KINDS).rsplit(", ", 1))
KIND = Question("kind", f"What it is: {A_KIND}", next(iter(KINDS)), (), is_optional=True)
FLAGS = tuple(
    {
        question.name: question
        for question in (ID, KIND, *(question for kind in KINDS.values() for question in kind.questions))
    }.values()
)
"""The questions of all kinds, each of which can be answered by a flag."""

Check = Callable[[str], str | None]
"""Says what is wrong with an answer, or returns None."""


class Interview:
    """`given` are the answers by flags. `ask` shows a line and returns the answer; without it defaults are taken."""

    def __init__(self, venues_dir: Path, given: Mapping[str, str], ask: Callable[[str], str] | None) -> None:
        self._venues_dir = venues_dir
        self._given = given
        self._ask = ask
        self._answers: dict[str, str] = {}

    def answers(self) -> Answers:
        """All answers, the id and the kind included. Raises `OperatorMistake` for a wrong or a missing flag."""
        self._answer(ID, self._id_problem)
        self._answer(KIND, _kind_problem)
        kind = KINDS[self._answers["kind"]]
        known = {ID, KIND, *kind.questions}
        for question in FLAGS:
            if question.name in self._given and question.name not in {each.name for each in known}:
                raise OperatorMistake(f"{flag(question)}: not asked when --kind is {self._answers['kind']}")
        for question in kind.questions:
            self._answer(question, lambda text, question=question: self._problem(kind, question, text))  # type: ignore[misc]
        return self._answers

    def _answer(self, question: Question, check: Check) -> None:
        given, default = self._given.get(question.name), question.default(self._answers)
        if given is None and self._ask:
            self._answers[question.name] = _until_right(self._ask, question.text, default, check)
            return
        text = default if given is None else given.strip()
        if text is None:
            raise OperatorMistake(f"{flag(question)}: expected an answer such as {question.example!r}, got nothing")
        if problem := check(text):
            raise OperatorMistake(f"{flag(question)}: {problem}")
        self._answers[question.name] = text

    def _id_problem(self, text: str) -> str | None:
        if not is_venue_id(text):
            return f"expected {A_VENUE_ID}, got {text!r}"
        folder = self._venues_dir / text
        return f"expected a new name, but {folder} exists" if folder.exists() or folder.is_symlink() else None

    def _problem(self, kind: VenueKind, question: Question, text: str) -> str | None:
        """Put the answer into a venue.toml in which the other answers are right, and check that."""
        examples = {each.name: each.example for each in kind.questions}
        try:
            values = venue_values(kind, {**examples, **self._answers, question.name: text})
        except WrongAnswer as wrong:
            return str(wrong)
        found = (mistake for mistake in _mistakes(values) if mistake.startswith(question.keys))
        return next((mistake.partition(": ")[2] for mistake in found), None)


def flag(question: Question) -> str:
    """The flag that answers the question."""
    return f"--{question.name.replace('_', '-')}"


def _kind_problem(text: str) -> str | None:
    return None if text in KINDS else f"expected {A_KIND}, got {text!r}"


def _mistakes(values: dict[str, object]) -> Iterator[str]:
    try:
        file = VenueFile.model_validate(values)
    except ValidationError as error:
        yield from schema_mistakes(error, values)
    else:
        # No photo and no plan is named, so the folder is not looked into.
        yield from contradictions(file, Path())


def _until_right(ask: Callable[[str], str], text: str, default: str | None, check: Check) -> str:
    prompt = f"{text} [{default}]: " if default else f"{text}: "
    while True:
        answer = ask(prompt).strip() or default or ""
        problem = check(answer)
        if problem is None:
            return answer
        prompt = f"  {problem}\n{text}: "
