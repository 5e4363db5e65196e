"""Days of venue.toml that have passed."""

from dataclasses import replace
from datetime import date, timedelta

from app.catalogue.past_days import past_days
from app.domain.venues import Hours
from tests.domain.builders import TABLE, a_venue, at

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
NOW = at("Europe/Moscow", "2026-11-23 00:30")


def test_the_last_day_before_today_is_named_by_its_key() -> None:
    absent = replace(TABLE, absences=frozenset({TODAY - DAY, TODAY - 2 * DAY, TODAY, TODAY + DAY}))
    present = replace(TABLE, id="t2", absences=frozenset({TODAY + 30 * DAY}))
    venue = replace(
        a_venue(),
        resources={each.id: each for each in (absent, present)},
        closures=frozenset({TODAY - 30 * DAY, TODAY}),
        special_hours={TODAY - DAY: (), TODAY: ()},
    )

    assert past_days(venue, NOW) == {
        "closures.dates": TODAY - 30 * DAY,
        "closures.hours": TODAY - DAY,
        "resources[t1].absences": TODAY - DAY,
    }


def test_yesterday_has_not_passed_while_its_night_goes_on() -> None:
    bar = replace(a_venue(hours=[Hours(18 * 60, 26 * 60)]), special_hours={TODAY - DAY: (Hours(18 * 60, 26 * 60),)})

    assert past_days(bar, NOW) == {}
    assert past_days(bar, NOW + timedelta(hours=2)) == {"closures.hours": TODAY - DAY}
