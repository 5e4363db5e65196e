"""Days of venue.toml that have passed. They change nothing any more, but their year may be wrong."""

from collections.abc import Mapping
from datetime import date, datetime

from app.domain.availability.slots import day_of
from app.domain.venues import Venue


def past_days(venue: Venue, now: datetime) -> Mapping[str, date]:
    """The last day before today of each key of venue.toml. Keys without one are left out."""
    days = {
        "closures.dates": venue.closures,
        "closures.hours": venue.special_hours.keys(),
        **{f"resources[{resource.id}].absences": resource.absences for resource in venue.resources.values()},
    }
    today = day_of(venue, now)
    past = {key: [day for day in of_key if day < today] for key, of_key in days.items()}
    return {key: max(of_key) for key, of_key in past.items() if of_key}
