"""The times that a sentence names, in minutes of a local day. "Seven" is 7:00 or 19:00: the venue's hours may tell."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.domain.sentences import time_rules as rules
from app.domain.sentences.symbols import Symbols, number

DAY_MINUTES = 24 * 60
_HOUR, _HALF_DAY = 60, 12 * 60
_AROUND = 30
"""Minutes to either side of a time that is "about" one."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Starts between two times of a local day, in minutes since its midnight, inclusive. Equal: one time."""

    begins: int
    ends: int

    @property
    def is_exact(self) -> bool:
        return self.begins == self.ends


PARTS_OF_DAY = {
    "MORNING": Span(5 * _HOUR, 12 * _HOUR),
    "LUNCH": Span(12 * _HOUR, 15 * _HOUR),
    "DAYTIME": Span(12 * _HOUR, 17 * _HOUR),
    "EVENING": Span(17 * _HOUR, DAY_MINUTES),
    "NIGHT": Span(22 * _HOUR, DAY_MINUTES + 2 * _HOUR),
}
_HALVES = {
    "UTRA": Span(0, _HALF_DAY - 1),
    "AM": Span(0, _HALF_DAY - 1),
    "MORNING": Span(0, _HALF_DAY - 1),
    "DNYA": Span(_HALF_DAY, 18 * _HOUR),
    "DAYTIME": Span(_HALF_DAY, 18 * _HOUR),
    "VECHERA": Span(16 * _HOUR, DAY_MINUTES),
    "EVENING": Span(16 * _HOUR, DAY_MINUTES),
    "PM": Span(_HALF_DAY, DAY_MINUTES),
    "NOCHI": Span(21 * _HOUR, DAY_MINUTES + 5 * _HOUR),
}


@dataclass(frozen=True, slots=True)
class Times:
    """The starts that are wanted. Any of the spans is meant; which one, the venue's hours or the guest must tell."""

    spans: frozenset[Span] = frozenset()
    is_today: bool = False
    """Whether they are counted from now ("in an hour")."""

    def over(self, earlier: "Times") -> "Times":
        """Return these, or the earlier ones where none are said."""
        return self if self.spans else earlier


_AFTER_WORDS = (
    (rules.SECOND_HALF_OF_DAY, Span(_HALF_DAY, DAY_MINUTES)),
    (rules.FIRST_HALF_OF_DAY, Span(0, _HALF_DAY)),
    (rules.AFTER_LUNCH, Span(13 * _HOUR, DAY_MINUTES)),
    (rules.BEFORE_LUNCH, Span(0, 13 * _HOUR)),
    (rules.AFTER_WORK, Span(17 * _HOUR, DAY_MINUTES)),
)


def read_times(symbols: Symbols, now: int) -> Times:
    """Take all times out of a sentence, except a bare number after "на" or "for", which may count people.

    `now` is the minute of the venue's day.
    """
    list(symbols.take(rules.BIRTHDAY))
    for match in symbols.take(rules.SOON):
        begins = _rounded(now + _minutes_on(match.groups))
        return Times(frozenset({Span(begins - _AROUND, begins + _AROUND)}), is_today=True)
    spans = frozenset(_limits(symbols)) or frozenset(_single(symbols))
    words = frozenset(_words(symbols))
    if spans and words:
        within = frozenset(span for span in spans if any(_touch(span, word) for word in words))
        return Times(within or spans)
    return Times(spans or words)


def read_bare_time(hour: int) -> Times:
    """Return the time of a bare number that counts no people."""
    return Times(frozenset(_at(hour, 0)))


def read_bare_hours(symbols: Symbols, *, counts_people: bool) -> Times:
    """Take bare numbers that can only be hours: "завтра 19"; where nobody counts people, smaller ones, too."""
    pattern = rules.SURE_HOUR if counts_people else rules.ANY_HOUR
    return Times(frozenset(span for match in symbols.take(pattern) for span in _at(int(match.groups["hour"]), 0)))


def _limits(symbols: Symbols) -> Iterator[Span]:
    for match in symbols.take(rules.RANGE):
        second = _second(match.groups)
        yield from _between(_time(match.groups | {"half": match.groups["half"] or second["half"]}), _time(second))
    for match in symbols.take(rules.MOVED):
        yield from _time(_second(match.groups))
    for match in symbols.take(rules.DASHED):
        first, last, half = match.groups["first"], match.groups["last"], match.groups["half"]
        if int(last) >= 24 or (len(last) == 2 and last.startswith("0")):
            yield from _halved(_at(int(first), int(last)), half)
        else:
            yield from _between(_halved(_at(int(first), 0), half), _halved(_at(int(last), 0), half))
    for match in symbols.take(rules.AFTER):
        yield from (Span(span.begins, DAY_MINUTES) for span in _time(match.groups))
    for match in symbols.take(rules.BEFORE):
        yield from (Span(0, span.begins) for span in _time(match.groups))


def _second(groups: dict[str, str]) -> dict[str, str]:
    """The groups of the second of two times."""
    return {key.removeprefix(rules.SECOND): value for key, value in groups.items() if key.startswith(rules.SECOND)}


def _single(symbols: Symbols) -> Iterator[Span]:
    for match in symbols.take(rules.ABOUT):
        yield from (Span(span.begins - _AROUND, span.ends + _AROUND) for span in _time(match.groups))
    for pattern in rules.EXACT:
        for match in symbols.take(pattern):
            yield from _time(match.groups)


def _words(symbols: Symbols) -> Iterator[Span]:
    for pattern, span in _AFTER_WORDS:
        for _ in symbols.take(pattern):
            yield span
    for match in symbols.take(rules.PART_OF_DAY):
        yield PARTS_OF_DAY[match.groups["part"] or "MORNING"]


def _between(firsts: Sequence[Span], lasts: Sequence[Span]) -> Iterator[Span]:
    """Of each first time and the next last time after it."""
    for first in firsts:
        later = [last.begins for last in lasts if last.begins > first.begins]
        if later:
            yield Span(first.begins, min(later))


def _touch(span: Span, word: Span) -> bool:
    if span.is_exact:
        return word.begins <= span.begins <= word.ends
    return span.begins < word.ends and word.begins < span.ends


def _time(groups: dict[str, str]) -> list[Span]:
    return _halved(_unhalved(groups), groups.get("half") or groups.get("half2") or "")


def _halved(spans: Sequence[Span], half: str) -> list[Span]:
    """Those of the half of the day that was said; all if none is in it."""
    within = [span for span in spans if half and _HALVES[half].begins <= span.begins <= _HALVES[half].ends]
    return within or list(spans)


def _unhalved(groups: dict[str, str]) -> list[Span]:
    get = groups.get
    if clock := get("clock"):
        hour, minute = clock[1:].split(":")
        return _at(int(hour), int(minute), is_certain=hour.startswith("0"))
    if dotted := get("dotted"):
        hour, minute = dotted[1:].replace("-", ".").split(".")
        return _at(int(hour), int(minute), is_certain=hour.startswith("0"))
    if get("pair"):
        return _at(int(groups["pair"]), int(groups["pair_minute"]))
    if get("pair2"):
        return _at(int(groups["pair2"]), int(groups["pair_minute2"]))
    if get("one"):
        return _at(1, 0)
    for hour_key, minutes in _past(groups):
        return _shifted(number(groups[hour_key]) if groups[hour_key] != "HOUR" else 1, minutes)
    if get("hour"):
        minute = get("minute") or get("extra") or "n0"
        return _at(number(groups["hour"]), 0 if minute == "n0 n0" else number(minute))
    return []


def _past(groups: dict[str, str]) -> Iterator[tuple[str, int]]:
    """The hour, and the minutes after it or before it."""
    get = groups.get
    if get("half_of"):
        yield "half_of", -30
    if get("quarter_of"):
        yield "quarter_of", -45
    if get("minutes_of"):
        yield "minutes_hour", number(groups["minutes_of"]) - 60
    if less := get("less"):
        yield "less_hour", -(15 if less == "QUARTER" else number(less))
    for key, minutes in (("half_past", 30), ("quarter_past", 15), ("quarter_to", -15)):
        if get(key):
            yield key, minutes
    if get("m_past"):
        yield "m_past_hour", number(groups["m_past"])
    if get("m_to"):
        yield "m_to_hour", -number(groups["m_to"].strip())


def _shifted(hour: int, minutes: int) -> list[Span]:
    if not 1 <= hour <= 12:
        return []
    both = {(hour * _HOUR + minutes) % _HALF_DAY, (hour * _HOUR + minutes) % _HALF_DAY + _HALF_DAY}
    return [Span(each, each) for each in sorted(both) if each >= _HOUR]


def _at(hour: int, minute: int, *, is_certain: bool = False) -> list[Span]:
    """The times that an hour may mean: one of 24 hours, or of twelve in either half of the day."""
    if hour > 24 or minute > 59:
        return []
    start = hour * _HOUR + minute
    hours = [start] if is_certain or not 1 <= hour < 12 else [start, start + _HALF_DAY]
    return [Span(each, each) for each in hours]


def _minutes_on(groups: dict[str, str]) -> int:
    if groups["half_hour"]:
        return 30
    return number(groups["minutes"]) if groups["minutes"] else _HOUR * number(groups["hours"] or "n1")


def _rounded(minutes: int) -> int:
    return -(-minutes // 5) * 5


def possible(
    spans: Iterable[Span], hours: Sequence[tuple[int, int]], shortest: int, now: int | None
) -> frozenset[Span]:
    """Return the spans in which the venue can be visited; all of them if it can in none.

    `hours` are opening and closing minutes, `shortest` the minutes of the shortest visit, `now` the present minute for
    a visit today.
    """
    every = frozenset(spans)
    within = frozenset(span for span in every if any(_fits(span, hour, shortest, now or 0) for hour in hours))
    return within or every


def _fits(span: Span, hours: tuple[int, int], shortest: int, now: int) -> bool:
    opens, last = max(hours[0], now), hours[1] - shortest
    if span.is_exact:
        return opens <= span.begins <= last
    if span.ends >= DAY_MINUTES:
        return opens < span.begins <= last or span in PARTS_OF_DAY.values()
    if span.begins == 0:
        return opens < span.ends <= last
    return hours[0] <= span.begins + _AROUND and span.begins <= last and span.ends > opens
