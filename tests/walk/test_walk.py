"""A short walk breaks no promise, and a walk finds the defects that are put in."""

from pathlib import Path
from typing import Any

import pytest

from app.bot.aiogram_dialog_patches.early_answers import EarlyAnswers
from tests.product import prepare
from tests.walk.walk import Broken, walking

STEPS = 50
STEPS_TO_A_DEFECT = 300


@pytest.fixture(autouse=True)
def _adapted(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(monkeypatch)


@pytest.mark.timeout(600)
async def test_a_walk_breaks_no_promise(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with walking(sqlite_template, tmp_path, 2, monkeypatch) as walk:
        await walk.go(STEPS)
        assert len(walk.visited) > 10


async def _do_nothing(*_: Any) -> None:
    """A part of the product that does nothing."""


DEFECTS = [
    (EarlyAnswers, "_answer", "was answered 0 times"),
    (EarlyAnswers, "_say_that_nothing_changed", "nothing could be seen of the press"),
]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("of", "method", "found"), DEFECTS)
async def test_a_walk_finds_a_defect(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, of: type[Any], method: str, found: str
) -> None:
    monkeypatch.setattr(of, method, _do_nothing)
    async with walking(sqlite_template, tmp_path, 1, monkeypatch) as walk:
        with pytest.raises(Broken, match=found) as broken:
            await walk.go(STEPS_TO_A_DEFECT)
    assert "seed 1, step" in str(broken.value)
    assert "presses" in str(broken.value)
