"""A floor plan must show every table exactly once."""

from pathlib import Path

import pytest

from app.catalogue.loader import floor_plan_path, load_venues
from app.catalogue.mistakes import InvalidCatalogue
from tests.catalogue.venue_files import CAFE, write_venue

CAFE_WITH_PLAN = 'floor_plan = "plan.svg"\n' + CAFE


def drawn(*resource_ids: str) -> str:
    return "<svg>" + "".join(f'<g data-resource="{resource_id}"/>' for resource_id in resource_ids) + "</svg>"


def test_the_plan_is_found_in_the_venues_folder(tmp_path: Path) -> None:
    folder = write_venue(tmp_path, "cafe", CAFE_WITH_PLAN)
    (folder / "plan.svg").write_text(drawn("t1"))
    write_venue(tmp_path, "bistro", CAFE)

    venues = load_venues(tmp_path)

    assert floor_plan_path(tmp_path, venues["cafe"]) == folder / "plan.svg"
    assert floor_plan_path(tmp_path, venues["bistro"]) is None


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (None, 'a file in cafe, got "plan.svg"'),
        (drawn(), 'one data-resource="t1" in plan.svg, got 0'),
        (drawn("t1", "t1"), 'one data-resource="t1" in plan.svg, got 2'),
        (drawn("t1", "t2"), 'the id of a resource as data-resource in plan.svg, got "t2"'),
    ],
)
def test_a_plan_with_a_missing_repeated_or_unknown_table_stops_the_start(
    tmp_path: Path, plan: str | None, expected: str
) -> None:
    folder = write_venue(tmp_path, "cafe", CAFE_WITH_PLAN)
    if plan:
        (folder / "plan.svg").write_text(plan)

    with pytest.raises(InvalidCatalogue) as broken:
        load_venues(tmp_path)

    message = str(broken.value).replace(f"{tmp_path}/", "")
    assert message == f"cafe/venue.toml: floor_plan: expected {expected}"


def test_the_restaurants_plan_shows_every_table() -> None:
    venues_dir = Path("data/venues")

    assert floor_plan_path(venues_dir, load_venues(venues_dir)["binary_bites"]) == (
        venues_dir / "binary_bites" / "floor_plan.svg"
    )
