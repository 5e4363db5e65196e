"""The pictures of the venues are what their generators draw."""

from io import BytesIO
from pathlib import Path

import pytest

from tools import draw_floor_plan, draw_portraits


def test_floor_plan_is_what_its_generator_draws() -> None:
    assert Path("data/venues/binary_bites/floor_plan.svg").read_text(encoding="utf-8") == draw_floor_plan.draw()


@pytest.mark.parametrize("name", ["sokolova", "safin"])
def test_portrait_is_what_its_generator_draws(name: str) -> None:
    drawn = BytesIO()
    draw_portraits.save(draw_portraits.draw(draw_portraits.LOOKS[name]), drawn)

    assert Path(f"data/venues/zdorovie_plus/photos/{name}.webp").read_bytes() == drawn.getvalue()


def test_every_photo_has_a_generator() -> None:
    photos = {path.stem for path in Path("data/venues/zdorovie_plus/photos").iterdir()}

    assert photos == set(draw_portraits.LOOKS)
