"""Why no dialog is opened on top of another one: two of them may get the same id."""

import pytest
from aiogram_dialog.api.entities import stack


def test_contract_plain_library_draws_the_ids_of_one_second_out_of_a_hundred(monkeypatch: pytest.MonkeyPatch) -> None:
    """When this fails, dialogs may be opened on top of each other, and `to_panel` need not replace what is open."""
    monkeypatch.setattr("aiogram_dialog.api.entities.stack.time.time", lambda: 1_800_000_000.0)
    assert len({stack.new_int_id() for _ in range(10_000)}) <= 100
