"""The alternatives of the benchmarks replace names that the product still has."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from app.bot import updates
from tests.benchmarks import alternatives


@pytest.fixture(autouse=True)
def _undo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("app.main.create_app", object)
    yield
    patch.stopall()


def test_the_stock_app_parses_updates_from_python_objects() -> None:
    assert alternatives.create_stock_app()
    assert vars(updates)["Update"] is alternatives.StockUpdate


def test_the_polling_app_can_be_made() -> None:
    assert alternatives.create_polling_app()
