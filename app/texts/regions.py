"""In which country a time zone is."""

from zoneinfo import ZoneInfo

from babel.core import get_global


def region_of(zone: ZoneInfo) -> str | None:
    """Return the country (ISO 3166-1) of a time zone: `RU` for Europe/Moscow. None for a zone of no country."""
    name = get_global("zone_aliases").get(zone.key, zone.key)
    region: str | None = get_global("zone_territories").get(name)
    return region if region not in {"001", "ZZ"} else None
