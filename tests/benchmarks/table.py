"""What was measured, as one Markdown table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

HEADER = ("measured", "Bronya", "beside it", "its figures", "target", "met")


@dataclass(frozen=True, slots=True)
class Times:
    """How long each of many took, in milliseconds."""

    values: Sequence[float]
    note: str = ""

    def at(self, share: float) -> float:
        """What that share of them, from 0 to 1, did not exceed."""
        return sorted(self.values)[max(0, round(share * len(self.values)) - 1)]

    def __str__(self) -> str:
        p50, p95, longest = (_rounded(each) for each in (median(self.values), self.at(0.95), max(self.values)))
        return f"p50 {p50} · p95 {p95} · max {longest} ms (n {len(self.values)}{self.note})"


@dataclass(frozen=True, slots=True)
class Rate:
    """How many a second, once for each round."""

    rounds: Sequence[float]

    def __str__(self) -> str:
        return f"{median(self.rounds):,.0f}/s ({min(self.rounds):,.0f}-{max(self.rounds):,.0f})"


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `target_ms` is for the 95th percentile of ours."""

    what: str
    ours: Times | Rate
    beside: str
    theirs: Times | Rate
    target_ms: float | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.what, str(self.ours), self.beside, str(self.theirs), *self._verdict)

    @property
    def _verdict(self) -> tuple[str, str]:
        if self.target_ms is None or isinstance(self.ours, Rate):
            return "", ""
        return f"p95 < {self.target_ms:g} ms", "yes" if self.ours.at(0.95) < self.target_ms else "**no**"


def render(rows: Iterable[Row]) -> str:
    lines = [HEADER, ("---",) * len(HEADER), *(row.cells for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _rounded(milliseconds: float) -> str:
    return f"{milliseconds:.1f}" if milliseconds < 100 else f"{milliseconds:,.0f}"
