"""The pictures of the venues are what their generators draw."""

from io import BytesIO
from pathlib import Path

import pytest

from tools import draw_floor_plan, draw_portraits


def test_floor_plan_is_what_its_generator_draws() -> None:
    assert Path("data/venues/binary_bites/floor_plan.svg").read_text(encoding="utf-8") == draw_floor_plan.draw()


@pytest.mark.parametrize(
    ("venue_id", "name"), [("zdorovie_plus", "sokolova"), ("zdorovie_plus", "safin"), ("strizh", "asya")]
)
def test_portrait_is_what_its_generator_draws(venue_id: str, name: str) -> None:
    drawn = BytesIO()
    draw_portraits.save(draw_portraits.draw(draw_portraits.LOOKS[venue_id][name]), drawn)

    assert Path(f"data/venues/{venue_id}/photos/{name}.webp").read_bytes() == drawn.getvalue()


def test_every_photo_has_a_generator() -> None:
    photos = {(path.parents[1].name, path.stem) for path in Path("data/venues").glob("*/photos/*")}

    assert photos == {(venue_id, name) for venue_id, looks in draw_portraits.LOOKS.items() for name in looks}
