"""Fixtures that every test may ask for, and the order of the run."""

import pytest

pytest_plugins = ("tests.starts", "tests.databases", "tests.product", "tests.services.fixtures")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that take longest, so that no process of the run is left with one when the others end."""
    items.sort(key=_timeout, reverse=True)


def _timeout(item: pytest.Item) -> float:
    """Seconds that the test asks for; 0 without a limit of its own."""
    marker = item.get_closest_marker("timeout")
    return float(marker.args[0]) if marker else 0.0
