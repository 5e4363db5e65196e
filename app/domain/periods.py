"""Periods of local days that have a name."""

from datetime import date, timedelta
from enum import StrEnum


class Period(StrEnum):
    """A period that a button chooses."""

    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    NEXT_WEEK = "next_week"
    """Seven days: today is the first."""
    WEEK = "week"
    RECENT = "recent"
    QUARTER = "quarter"
    """7, 30 and 90 days: today is the last."""

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last day of the period."""
        first_of_month = today.replace(day=1)
        if self is Period.THIS_MONTH:
            return first_of_month, (first_of_month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        if self is Period.LAST_MONTH:
            last = first_of_month - timedelta(days=1)
            return last.replace(day=1), last
        if self is Period.NEXT_WEEK:
            return today, today + timedelta(days=6)
        return today - timedelta(days=_UNTIL_TODAY[self] - 1), today


_UNTIL_TODAY = {Period.WEEK: 7, Period.RECENT: 30, Period.QUARTER: 90}
