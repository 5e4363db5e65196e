"""The results, as one Markdown table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

HEADER = ("measured", "Bronya", "beside it", "its figures", "target", "met")


@dataclass(frozen=True, slots=True)
class Times:
    """The duration of each operation, in milliseconds."""

    values: Sequence[float]
    note: str = ""

    def at(self, share: float) -> float:
        """The duration that this share of operations, from 0 to 1, did not exceed."""
        return sorted(self.values)[max(0, round(share * len(self.values)) - 1)]

    def __str__(self) -> str:
        p50, p95, longest = (_rounded(each) for each in (median(self.values), self.at(0.95), max(self.values)))
        return f"p50 {p50} · p95 {p95} · max {longest} ms (n {len(self.values)}{self.note})"


@dataclass(frozen=True, slots=True)
class Served:
    """Requests answered in one second, one number for each round, and how long each of them took, in milliseconds."""

    rounds: Sequence[float]
    values: Sequence[float]

    @property
    def rate(self) -> float:
        return median(self.rounds)

    @property
    def p99(self) -> float:
        return Times(self.values).at(0.99)

    def __str__(self) -> str:
        times = f"p50 {_rounded(median(self.values))} · p99 {_rounded(self.p99)} ms"
        return f"{self.rate:,.0f}/s; {times} (n {len(self.values)})"


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late each message was published, in milliseconds, and the scheduler's megabytes before and after."""

    values: Sequence[float]
    before: float
    after: float

    @property
    def p99(self) -> float:
        return Times(self.values).at(0.99)

    @property
    def grown(self) -> float:
        return self.after - self.before

    def __str__(self) -> str:
        p50, p99, longest = (_rounded(each) for each in (median(self.values), self.p99, max(self.values)))
        memory = f"{self.before:.0f} → {self.after:.0f} MB"
        return f"p50 {p50} · p99 {p99} · max {longest} ms (n {len(self.values)}); {memory}"


@dataclass(frozen=True, slots=True)
class Costs:
    """What one operation needs on average, by name."""

    each: Mapping[str, float]

    def __str__(self) -> str:
        return " · ".join(f"{name} {value:.1f}" for name, value in self.each.items())


@dataclass(frozen=True, slots=True)
class Rate:
    """Operations per second, one number for each round."""

    rounds: Sequence[float]

    def __str__(self) -> str:
        return f"{median(self.rounds):,.0f}/s ({min(self.rounds):,.0f}-{max(self.rounds):,.0f})"


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident megabytes of a process, and the seconds until it was ready: by the clock, and of CPU time."""

    megabytes: Sequence[float]
    seconds: Sequence[float]
    cpu_seconds: Sequence[float]

    def __str__(self) -> str:
        seconds = f"{median(self.seconds):.1f} s (CPU {median(self.cpu_seconds):.1f} s)"
        return f"{median(self.megabytes):.0f} MB, {seconds}, n {len(self.megabytes)}"


@dataclass(frozen=True, slots=True)
class Growth:
    """Resident megabytes of a process, sampled at equal intervals."""

    megabytes: Sequence[float]

    def __str__(self) -> str:
        return " → ".join(f"{each:.0f}" for each in self.megabytes) + " MB"


@dataclass(frozen=True, slots=True)
class Peak:
    """The most resident megabytes of a process while it did something large, and the seconds that it took."""

    megabytes: float
    added: float
    """How many more than when it did the same with little."""
    seconds: float

    def __str__(self) -> str:
        return f"peak {self.megabytes:.0f} MB, {self.added:.0f} MB added; {self.seconds:.1f} s"


@dataclass(frozen=True, slots=True)
class Target:
    """The goal for our figures, and whether it is reached."""

    words: str
    is_met: bool


def p95_below(milliseconds: float, ours: Times) -> Target:
    return Target(f"p95 < {milliseconds:g} ms", ours.at(0.95) < milliseconds)


@dataclass(frozen=True, slots=True)
class Stored:
    """The increase in Redis: number of keys, and `size` in bytes of memory."""

    keys: int
    size: int

    def __str__(self) -> str:
        return f"{self.keys:,} keys, {self.size / 1024:,.0f} KiB"


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """An alternative that could not be tried, and why."""

    reason: str

    def __str__(self) -> str:
        return f"!!! NOT MEASURED: {self.reason}"


Figures = Times | Served | Lateness | Costs | Rate | Memory | Growth | Stored | Peak | NotMeasured


@dataclass(frozen=True, slots=True)
class Row:
    """One line: our figures, and those of an alternative."""

    what: str
    ours: Figures
    beside: str
    theirs: Figures
    target: Target | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.what, str(self.ours), self.beside, str(self.theirs), *self._verdict)

    @property
    def _verdict(self) -> tuple[str, str]:
        if self.target is None:
            return "", ""
        return self.target.words, "yes" if self.target.is_met else "**no**"


def render(rows: Iterable[Row]) -> str:
    lines = [HEADER, ("---",) * len(HEADER), *(row.cells for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _rounded(milliseconds: float) -> str:
    return f"{milliseconds:.1f}" if milliseconds < 100 else f"{milliseconds:,.0f}"
