"""The two lines of an outage, whatever the order in which calls that run at once end."""

from collections.abc import Callable
from unittest.mock import MagicMock

import pytest

from app.runtime.outages import OutageLog


class Refused(Exception):  # noqa: N818  it stands for an error of a library
    pass


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> MagicMock:
    log = MagicMock()
    monkeypatch.setattr("app.runtime.outages.log", log)
    clock = iter(range(1000))
    monkeypatch.setattr("app.runtime.outages.time.monotonic", lambda: next(clock))
    return log


def create() -> OutageLog:
    return OutageLog("gone", "back", Refused)


def succeed(outages: OutageLog) -> None:
    with outages.watch():
        pass


def fail(outages: OutageLog, meanwhile: Callable[[], None] = lambda: None) -> None:
    def call() -> None:
        with outages.watch():
            meanwhile()
            raise Refused

    with pytest.raises(Refused):
        call()


def lines(log: MagicMock) -> list[str]:
    return [call.args[0] for call in log.mock_calls]


def test_an_outage_is_logged_once_when_it_begins_and_once_when_it_ends(log: MagicMock) -> None:
    outages = create()
    for call in (succeed, fail, fail, succeed, succeed, fail):
        call(outages)

    assert lines(log) == ["gone", "back", "gone"]


def test_a_call_from_the_outage_that_fails_after_its_end_is_no_new_outage(log: MagicMock) -> None:
    outages = create()
    fail(outages)

    fail(outages, meanwhile=lambda: succeed(outages))

    assert lines(log) == ["gone", "back"]


def test_a_call_from_before_the_outage_that_succeeds_during_it_does_not_end_it(log: MagicMock) -> None:
    outages = create()

    with outages.watch():
        fail(outages)

    assert lines(log) == ["gone"]


def test_another_error_is_no_outage(log: MagicMock) -> None:
    with pytest.raises(ValueError, match="other"), create().watch():
        raise ValueError("other")

    assert lines(log) == []
