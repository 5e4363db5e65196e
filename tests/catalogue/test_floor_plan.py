"""A floor plan must show every table exactly once."""

from pathlib import Path

import pytest

from app.catalogue.files import floor_plan_path
from app.catalogue.loader import load_venues
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
        ("plan", 'an SVG without <!DOCTYPE> in plan.svg, got "syntax error: line 1, column 0"'),
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


HARMFUL = {
    "<script>alert(1)</script>": 'elements that draw (docs/floor-plan.md) in plan.svg, got "<script>"',
    '<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>': (
        'elements that draw (docs/floor-plan.md) in plan.svg, got "<script>"'
    ),
    "<foreignObject/>": 'elements that draw (docs/floor-plan.md) in plan.svg, got "<foreignObject>"',
    "<style>@import url(//e.example)</style>": 'elements that draw (docs/floor-plan.md) in plan.svg, got "<style>"',
    '<set attributeName="href"/>': 'elements that draw (docs/floor-plan.md) in plan.svg, got "<set>"',
    '<g onload="alert(1)"/>': 'no scripts in plan.svg, got "onload=alert(1)"',
    '<use href="https://e.example/a.svg#b"/>': (
        'no reference to another file in plan.svg, got "href=https://e.example/a.svg#b"'
    ),
    '<use xmlns:x="http://www.w3.org/1999/xlink" x:href="a.svg#b"/>': (
        'no reference to another file in plan.svg, got "href=a.svg#b"'
    ),
    '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>': (
        'no reference to another file in plan.svg, got "href=data:image/svg+xml;base64,PHN2Zy8+"'
    ),
    "<g fill=\"url( '//e.example/a#b')\"/>": (
        "no reference to another file in plan.svg, got \"fill=url( '//e.example/a#b')\""
    ),
    '<?xml-stylesheet href="//e.example/a.css"?>': 'no reference to another file in plan.svg, got "<?xml-stylesheet?>"',
    "<!--><g/>-->": ('comments without > at the beginning and without --! in plan.svg, got "<!--><g/>-->"'),
}


@pytest.mark.parametrize("harm", HARMFUL)
def test_a_plan_that_does_more_than_draw_stops_the_start(tmp_path: Path, harm: str) -> None:
    assert mistake_of(tmp_path, drawn("t1").replace("</svg>", f"{harm}</svg>")) == HARMFUL[harm]


def test_a_plan_with_entities_stops_the_start(tmp_path: Path) -> None:
    doctype = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert mistake_of(tmp_path, f"{doctype}<svg><title>&b;</title></svg>") == (
        'an SVG without <!DOCTYPE> in plan.svg, got "<!DOCTYPE svg>"'
    )


@pytest.mark.parametrize(
    "harmless",
    [
        '<image href="data:image/png;base64,iVBORw0KGgo="/>',
        '<linearGradient id="a"/><g fill="url(#a)"/><use href="#a"/>',
        "<!-- Drawn with care --><title>a &amp; b</title>",
        '<g xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:label="Hall"/>',
    ],
)
def test_a_plan_that_only_draws_is_accepted(tmp_path: Path, harmless: str) -> None:
    folder = write_venue(tmp_path, "cafe", CAFE_WITH_PLAN)
    (folder / "plan.svg").write_text(drawn("t1").replace("</svg>", f"{harmless}</svg>"))

    assert load_venues(tmp_path)["cafe"].floor_plan == "plan.svg"


def mistake_of(venues_dir: Path, plan: str) -> str:
    """What is expected of this plan, and what was found, in the only mistake of the venue."""
    folder = write_venue(venues_dir, "cafe", CAFE_WITH_PLAN)
    (folder / "plan.svg").write_text(plan)
    with pytest.raises(InvalidCatalogue) as broken:
        load_venues(venues_dir)
    (mistake,) = broken.value.mistakes
    return mistake.partition(": floor_plan: expected ")[2]
