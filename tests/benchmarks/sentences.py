"""The CPU time to read a sentence that a guest types, beside the longest ones of unknown words."""

from collections.abc import AsyncIterator, Iterable
from time import process_time

from tests.benchmarks.bench import Bench
from tests.benchmarks.table import Row, Target, Times
from tests.domain.sentences.phrases import NOW, READERS, phrases

TARGET_MS = 10
_ENDINGS = "абвгдежзик"
LONGEST = [" ".join(f"щу{_ENDINGS[at % 10]}ыфъ" for at in range(first, first + 55)) for first in range(100)]
"""As many words as are read, none of them known."""


async def measure(bench: Bench) -> AsyncIterator[Row]:
    every = [*phrases("tuning"), *phrases("held_out")]
    rounds = 10 if bench.is_full else 3
    said = _time([(each.venue, each.text) for each in every] * rounds)
    longest = _time([("c", text) for text in LONGEST])
    target = Target(f"p99 < {TARGET_MS} ms", said.at(0.99) < TARGET_MS)
    yield Row(
        "a sentence read, CPU time, the phrases of both sets",
        said,
        "the longest ones of unknown words",
        longest,
        target,
    )


def _time(sentences: Iterable[tuple[str, str]]) -> Times:
    values = []
    for venue, text in sentences:
        begun = process_time()
        READERS[venue](text, NOW)
        values.append((process_time() - begun) * 1000)
    return Times(values)
