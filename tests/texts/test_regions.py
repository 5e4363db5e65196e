"""The country of a time zone."""

from zoneinfo import ZoneInfo

import pytest

from app.texts.regions import region_of


@pytest.mark.parametrize(
    ("zone", "region"), [("Europe/Moscow", "RU"), ("Europe/Kyiv", "UA"), ("Europe/Kiev", "UA"), ("UTC", None)]
)
def test_the_country_of_a_zone(zone: str, region: str | None) -> None:
    assert region_of(ZoneInfo(zone)) == region
