"""The figures of a run as Markdown."""

from collections.abc import Callable, Mapping, Sequence

from tests.faults.checker import Verdict

ROWS: Mapping[str, Callable[[Verdict], object]] = {
    "bookings made, for a relative": lambda v: f"{v.bookings}, {v.for_others}",
    "moves, cancellations": lambda v: f"{v.moves}, {v.cancellations}",
    "faults injected": lambda v: v.faults.total(),
    "guests who gave up": lambda v: v.gave_up,
    "messages in the ledger": lambda v: v.owed,
    "messages accepted by Telegram": lambda v: v.sent,
    "expired before they were sent": lambda v: v.missed,
    "**promises broken** (lost, overlapping, unwanted, unexplained)": lambda v: len(v.broken),
    "doubles, each explained": lambda v: f"{len(v.doubles)} ({len(v.doubles) / max(1, v.sent):.2%})",
    "accepted, the answer lost, not sent again": lambda v: v.unrecorded,
    "accepted while the booking was changing": lambda v: v.crossed,
    "longest stall of the machine, s": lambda v: f"{v.longest_stall:.1f}",
    "delay without a fault nearby, s": lambda v: _spread(v.late_without_faults),
    "delay after the last fault, s": lambda v: _spread(v.late_after_faults),
}


def render(verdicts: Mapping[str, Verdict]) -> str:
    head = ["", *verdicts]
    lines = [head, ["---"] * len(head)]
    lines += [[name, *(str(figure(verdict)) for verdict in verdicts.values())] for name, figure in ROWS.items()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _spread(seconds: Sequence[float]) -> str:
    if not seconds:
        return "-"
    ordered = sorted(seconds)
    p50, p95 = (ordered[round(share * (len(ordered) - 1))] for share in (0.5, 0.95))
    return f"p50 {p50:.1f} · p95 {p95:.1f} · max {ordered[-1]:.1f} (n {len(ordered)})"
