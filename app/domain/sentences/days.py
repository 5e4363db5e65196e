"""The days that a sentence names. A mention is a set of days: one that is certain, or several of which one is meant."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.sentences.symbols import Match, Symbols, number, rule

_WEEK = 7
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a sentence."""

    wanted: frozenset[date] = frozenset()
    """The day of the visit; several if it is not certain which one is meant."""
    origin: frozenset[date] = frozenset()
    """The day from which a booking is moved."""

    def over(self, earlier: "Days") -> "Days":
        """Return these, and the earlier ones where these are not said."""
        return Days(self.wanted or earlier.wanted, self.origin or earlier.origin)


@dataclass(frozen=True, slots=True)
class _Mention:
    days: frozenset[date]
    is_origin: bool
    is_denied: bool


_PREPOSITIONS = frozenset("на в во к ко on the to for at by".split())
_FROM = frozenset("с со from".split())
_BOOKINGS = frozenset(("BOOKED",))
_DAY = r"(?P<day>[noq#]\d{1,2})"
_MONTH = r"MON(?P<month>\d{1,2})"
_N = r"(?P<n>~)"
_WD = r"WD(?P<weekday>\d)"

_ISO = rule(r"#(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)")
_D, _M = r"(?P<day>0?[1-9]|[12]\d|3[01])", r"(?P<month>0?[1-9]|1[0-2])"
_POINTS = rule(rf"(?<!в )(?<!к )(?<!at )#{_D}\.{_M}(?:\.(?P<year>\d{{2,4}}))?")
_SLASHES = rule(r"#(?P<one>\d{1,2})/(?P<two>\d{1,2})(?:/(?P<year>\d{2,4}))?")
_TWO_DAYS = rule(rf"#(?P<day>\d{{1,2}})-(?P<last>\d{{1,2}}) {_MONTH}")
_ONE_MONTH = re.compile(r"((?:с|со|from) [noq#]\d{1,2}) (на|to) (?:the )?([noq#]\d{1,2}) (MON\d{1,2})")
"""`с 28 на 29 ноября`."""
_DATE = rule(rf"{_DAY}(?: of)? {_MONTH}|{_MONTH.replace('month', 'month2')} (?:the )?{_DAY.replace('day', 'day2')}")
_OF_MONTH = rule(
    r"(?:[noq#](?P<day>\d{1,2}) MON|(?<!HALF )(?<!QUARTER )(?<!MINUTES )o(?P<day2>\d{1,2})"
    r"|(?:на|the|on) q(?P<day3>\d{1,2})|на #(?P<day4>2[4-9]|3[01]))"
)
_WEEKS_ON = rule(
    rf"(?:{_WD} )?(?:THROUGH|in) (?:a |{_N} )?WEEK(?: (?:в |во |on )?{_WD.replace('weekday', 'weekday2')})?"
)
_DAYS_ON = rule(rf"(?:THROUGH|in) (?:{_N} )?(?:DAYS|DNYA)")
_AFTER_TOMORROW = rule(r"DAYS AFTER D1")
_ADJECTIVE = rule(r"D(?P<offset>[01])ADJ")
_OFFSET = rule(r"D(?P<offset>[012])")
_TONIGHT = rule(r"TONIGHT|THIS EVENING")
_THIS_WEEKDAY = rule(rf"THIS {_WD}")
_NEXT_WEEKDAY = rule(rf"NEXT {_WD}")
_WEEKDAY = rule(_WD)
_WEEK_RANGE = rule(r"(?P<which>NEXT|THIS) WEEK")
_WEEKEND = rule(r"(?:(?P<which>NEXT|THIS) )?WEEKEND")


def read_days(symbols: Symbols, today: date) -> Days:
    """Take all days out of a sentence. `today` is a local date of the venue."""
    mentions = list(_mentions(symbols, today))
    certain = [each for each in mentions if not each.is_denied]
    return Days(
        _together([each.days for each in certain if not each.is_origin]),
        _together([each.days for each in certain if each.is_origin]),
    )


def _together(sets: list[frozenset[date]]) -> frozenset[date]:
    """What all mentions have in common ("Friday, the 27th"); where they have nothing, any of them."""
    if not sets:
        return frozenset()
    return frozenset.intersection(*sets) or frozenset.union(*sets)


def _mentions(symbols: Symbols, today: date) -> Iterator[_Mention]:
    symbols.text = _ONE_MONTH.sub(r"\1 \4 \2 \3 \4", symbols.text)
    for match in symbols.take(_SLASHES):
        # Which of the two is the month depends on the country.
        one, two, year = int(match.groups["one"]), int(match.groups["two"]), match.groups["year"]
        yield from _mention(match, {*_dated(year, two, one, today), *_dated(year, one, two, today)})
    for pattern in (_ISO, _POINTS, _TWO_DAYS, _DATE, _OF_MONTH):
        for match in symbols.take(pattern):
            yield from _mention(match, _dates(match.groups, today))
    for match in symbols.take(_TONIGHT):
        yield from _mention(match, {today})
        symbols.text += " EVENING"
    for match in symbols.take(_WEEKS_ON):
        yield from _mention(match, _weeks_on(match.groups, today))
    for match in symbols.take(_DAYS_ON):
        yield from _mention(
            match, {today + timedelta(days=number(match.groups["n"] or "n1") + (not match.groups["n"]))}
        )
    for match in symbols.take(_AFTER_TOMORROW):
        yield from _mention(match, {today + timedelta(days=2)})
    for pattern in (_ADJECTIVE, _OFFSET):
        for match in symbols.take(pattern):
            found = {today + timedelta(days=int(match.groups["offset"]))}
            yield from _mention(match, found, is_adjective=pattern is _ADJECTIVE)
    yield from _weekdays(symbols, today)


def _weekdays(symbols: Symbols, today: date) -> Iterator[_Mention]:
    ranges: set[date] = set()
    for match in symbols.take(_WEEK_RANGE):
        ranges |= _week(match.groups["which"], today)
    for match in symbols.take(_WEEKEND):
        yield from _mention(match, _weekend(match.groups["which"], today))
    named = False
    for pattern in (_NEXT_WEEKDAY, _THIS_WEEKDAY, _WEEKDAY):
        for match in symbols.take(pattern):
            named = True
            weekday = int(match.groups["weekday"])
            if ranges:
                found = {day for day in ranges if day.weekday() == weekday}
            else:
                found = _of_weekday(weekday, today, is_next=pattern is _NEXT_WEEKDAY, is_this=pattern is _THIS_WEEKDAY)
            yield from _mention(match, found)
    if ranges and not named:
        yield _Mention(frozenset(ranges), is_origin=False, is_denied=False)


def _mention(match: Match, days: set[date], *, is_adjective: bool = False) -> Iterator[_Mention]:
    if not days:
        return
    before = [word for word in match.before if word not in _PREPOSITIONS]
    last = before[-1] if before else ""
    is_origin = is_adjective or last in _FROM or match.after in _BOOKINGS
    yield _Mention(frozenset(days), is_origin, is_denied=last == "NOT")


def _of_weekday(weekday: int, today: date, *, is_next: bool, is_this: bool) -> set[date]:
    """The nearest day of that name; today or in a week where today is one. "Next Tuesday" is the nearest or that of the
    next week, which may be another one."""
    nearest = today + timedelta(days=(weekday - today.weekday()) % _WEEK)
    if nearest == today:
        return (
            {today + timedelta(days=_WEEK)}
            if is_next
            else {today}
            if is_this
            else {today, today + timedelta(days=_WEEK)}
        )
    if is_next:
        monday = today + timedelta(days=_WEEK - today.weekday())
        return {nearest, monday + timedelta(days=weekday)}
    return {nearest}


def _week(which: str, today: date) -> set[date]:
    monday = today - timedelta(days=today.weekday())
    if which == "NEXT":
        monday += timedelta(days=_WEEK)
    return {day for number in range(_WEEK) if (day := monday + timedelta(days=number)) >= today}


def _weekend(which: str, today: date) -> set[date]:
    saturday = today + timedelta(days=_SATURDAY - today.weekday())
    days = {saturday, saturday + timedelta(days=1)}
    if which == "NEXT":
        days |= {day + timedelta(days=_WEEK) for day in days}
    return {day for day in days if day >= today}


def _weeks_on(groups: dict[str, str], today: date) -> set[date]:
    later = timedelta(days=_WEEK * number(groups["n"] or "n1"))
    weekday = groups["weekday"] or groups["weekday2"]
    if not weekday:
        return {today + later}
    return {today + timedelta(days=(int(weekday) - today.weekday()) % _WEEK) + later}


def _dates(groups: dict[str, str], today: date) -> set[date]:
    """The dates of a day and perhaps a month; a month before a day is also read where both can be either."""
    day = int(next(groups[key].lstrip("noq#") for key in ("day", "day2", "day3", "day4") if groups.get(key)))
    month = groups.get("month") or groups.get("month2")
    if not month:
        return _next_of_month(day, today)
    found = set(_dated(groups.get("year", ""), int(month), day, today))
    if last := groups.get("last"):
        found |= set(_dated("", int(month), int(last), today))
    return found


def _dated(year: str, month: int, day: int, today: date) -> Iterator[date]:
    """The date, of this year or else of the next one."""
    years = [int(year) % 100 + 2000] if year else [today.year, today.year + 1]
    for each in years:
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if found >= today:
            yield found
            return


def _next_of_month(day: int, today: date) -> set[date]:
    for later in range(3):
        year, month = divmod(today.year * 12 + today.month - 1 + later, 12)
        found = list(_dated(str(year), month + 1, day, today))
        if found:
            return set(found)
    return set()
