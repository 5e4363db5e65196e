"""The garbage collector is off while modules are imported, and on again afterwards."""

import gc
from importlib import import_module

import pytest

from app.runtime.collector import collector_paused


def test_collector_is_paused_and_works_again() -> None:
    with collector_paused():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_collector_works_again_after_an_import_that_fails() -> None:
    with pytest.raises(ModuleNotFoundError), collector_paused():
        import_module("no_such_module")
    assert gc.isenabled()
