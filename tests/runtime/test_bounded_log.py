"""A sender who floods the service does not flood the log."""

from unittest.mock import Mock, call

import pytest

from app.runtime.bounded_log import BoundedLog


class Time:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Takes the place of the log."""
    log = Mock()
    monkeypatch.setattr("app.runtime.bounded_log.log", log)
    return log


def test_a_flood_is_one_line_per_interval_with_the_number_of_times(log: Mock) -> None:
    time = Time()
    bounded = BoundedLog(interval=60, now=time)
    for time.seconds in range(100):
        bounded.warning("rejected", kind="not_http", details=f"second {time.seconds}")
    assert log.warning.mock_calls == [
        call("rejected", kind="not_http", details="second 0", times=1),
        call("rejected", kind="not_http", details="second 60", times=60),
    ]


def test_subjects_do_not_silence_each_other(log: Mock) -> None:
    bounded = BoundedLog(now=Time())
    for _ in range(3):
        bounded.warning("rejected", kind="not_http")
        bounded.warning("rejected", kind="wrong_signature", venue="cafe")
        bounded.warning("rejected", kind="wrong_signature", venue="clinic")
    assert log.warning.mock_calls == [
        call("rejected", kind="not_http", times=1),
        call("rejected", kind="wrong_signature", venue="cafe", times=1),
        call("rejected", kind="wrong_signature", venue="clinic", times=1),
    ]
