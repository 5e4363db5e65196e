"""Dates, times and durations in the venue's time zone and the reader's language, whatever the machine's locale is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import babel
from babel.core import get_global
from babel.dates import format_date, format_timedelta

from app.domain.availability.slots import Slot
from app.domain.venues import Locale

_HOUR, _DAY = 60, 24 * 60
_SOME_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Dates:
    """Formats dates and times in the venue's zone. Instants may be in any zone; `now` is the current instant."""

    locale: Locale
    zone: ZoneInfo

    def day(self, of: date | datetime, now: datetime) -> str:
        """`сб, 22 ноября`, `Sat, 22 November`; with the year unless it is the current one."""
        return self._format("EEE, d MMMM", of, now)

    def long_day(self, of: date | datetime, now: datetime) -> str:
        """`суббота, 22 ноября`, `Saturday, 22 November`; with the year unless it is the current one."""
        return self._format("EEEE, d MMMM", of, now)

    def month_day(self, of: date | datetime, now: datetime) -> str:
        """`22 ноября`, `22 November`: to go on with in a sentence; with the year unless it is the current one."""
        return self._format("d MMMM", of, now)

    def full_day(self, day: date) -> str:
        """`22 ноября 2026`, `22 November 2026`."""
        return format_date(day, "d MMMM y", locale=self.locale.value)

    def short_day(self, day: date) -> str:
        """`22.11`, `22/11`: for the axis of a plot."""
        return format_date(day, "dd.MM" if self.locale is Locale.RU else "dd/MM", locale=self.locale.value)

    def month(self, day: date) -> str:
        """`нояб. 2026`, `Nov 2026`."""
        return format_date(day, "LLL y", locale=self.locale.value)

    def weekday(self, number: int) -> str:
        """`пн`, `Mo`: `number` is 0 for Monday."""
        return format_date(_SOME_MONDAY + timedelta(days=number), "cccccc", locale=self.locale.value)

    def time(self, instant: datetime) -> str:
        """`18:00`; in the hour that the clocks repeat, with its offset: `02:30 (UTC+2)`."""
        local = instant.astimezone(self.zone)
        is_repeated = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        return f"{local:%H:%M} ({_offset(local)})" if is_repeated else f"{local:%H:%M}"

    def slot(self, slot: Slot) -> str:
        """`18:00–20:00`. Midnight at the end is written as `24:00`, as in opening hours."""
        ends = self.time(slot.ends_at)
        return f"{self.time(slot.starts_at)}–{'24:00' if ends == '00:00' else ends}"

    def remaining(self, until: datetime, now: datetime) -> str:
        """`через 6 часов`, `in 6 hours`: in minutes up to two hours, in hours up to two days, then in days."""
        minutes = max(1, round((until - now) / timedelta(minutes=1)))
        unit: Literal["minute", "hour", "day"] = "day"
        if minutes < _HOUR * 2 and minutes % _HOUR:
            unit = "minute"
        elif minutes < _DAY * 2:
            unit = "hour"
        # With an infinite threshold Babel uses the given unit and no larger one.
        return format_timedelta(
            timedelta(minutes=minutes),
            granularity=unit,
            threshold=float("inf"),
            add_direction=True,
            locale=self.locale.value,
        )

    def days_until(self, instant: datetime, now: datetime) -> int:
        """How many midnights of the venue lie between: 0 for today, 1 for tomorrow."""
        return (instant.astimezone(self.zone).date() - now.astimezone(self.zone).date()).days

    def city(self) -> str:
        """The city that names the venue's zone: `Москва`, `Moscow`."""
        return _city(self.zone.key, self.locale)

    def _format(self, pattern: str, of: date | datetime, now: datetime) -> str:
        day = of.astimezone(self.zone).date() if isinstance(of, datetime) else of
        is_this_year = day.year == now.astimezone(self.zone).year
        return format_date(day, pattern if is_this_year else f"{pattern} y", locale=self.locale.value)


def _offset(local: datetime) -> str:
    """`UTC+2`, `UTC-3:30`."""
    minutes = int((local.utcoffset() or timedelta()) / timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), _HOUR)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


@lru_cache
def _city(zone: str, locale: Locale) -> str:
    """CLDR's name of a zone's city; the last part of the zone's name where CLDR has none.

    CLDR keeps a renamed zone under its first name, Europe/Kiev, and Babel's `get_timezone_location` looks only under
    the present one, Europe/Kyiv.
    """
    present_names = get_global("zone_aliases")
    present = present_names.get(zone, zone)
    earlier = sorted(name for name, other in present_names.items() if other == present)
    cities = babel.Locale(locale.value).time_zones
    known = (cities[name]["city"] for name in (present, *earlier) if "city" in cities.get(name, {}))
    city: str = next(known, present.rpartition("/")[2].replace("_", " "))
    return city
