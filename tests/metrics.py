"""Looking at metrics: what a test has added to them."""

import pytest
from prometheus_client import REGISTRY


class Counted:
    """By how much a sample has grown since the test began."""

    def __init__(self) -> None:
        self._before: dict[tuple[str, tuple[tuple[str, str], ...]], float] = {}
        for metric in REGISTRY.collect():
            for sample in metric.samples:
                self._before[sample.name, tuple(sorted(sample.labels.items()))] = sample.value

    def __call__(self, name: str, **labels: str) -> float:
        now = REGISTRY.get_sample_value(name, labels) or 0
        return now - self._before.get((name, tuple(sorted(labels.items()))), 0)


@pytest.fixture
def counted() -> Counted:
    """What this test adds from now on."""
    return Counted()
