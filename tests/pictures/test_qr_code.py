"""The QR code of a link."""

import pytest
from PIL import ImageDraw

from app.pictures.qr_code import PIXELS_OF_MODULE, QUIET_ZONE, draw_qr_code
from tests.pictures.png import assert_can_be_sent, links_in, opened

LONGEST = f"https://t.me/{'x' * 32}?start={'y' * 64}"


@pytest.mark.parametrize("link", [LONGEST, "https://t.me/binary_bites_bot?start=book"])
def test_a_reader_finds_the_link(link: str) -> None:
    assert links_in(opened(draw_qr_code(link))) == [link]


@pytest.mark.parametrize(("dirty_share", "found"), [(0.3, [LONGEST]), (0.8, [])])
def test_a_reader_finds_the_link_also_where_the_code_is_dirty(dirty_share: float, found: list[str]) -> None:
    """The second is the control: so much dirt hides it. `dirty_share` is of the width, in the middle of the code."""
    picture = opened(draw_qr_code(LONGEST))
    edge = picture.width * (1 - dirty_share) / 2
    ImageDraw.Draw(picture).rectangle((edge, edge, picture.width - edge, picture.width - edge), fill="black")

    assert links_in(picture) == found


def test_the_code_has_a_white_margin_and_its_three_marks_and_can_be_sent() -> None:
    picture = draw_qr_code(LONGEST)

    assert_can_be_sent(picture)
    pixels, margin, mark = opened(picture), PIXELS_OF_MODULE * QUIET_ZONE, PIXELS_OF_MODULE * 7
    size = pixels.width
    assert pixels.getpixel((margin - 1, margin - 1)) == (255, 255, 255)
    corners = [(margin, margin), (size - margin - mark, margin), (margin, size - margin - mark)]
    for x, y in corners:
        assert {pixels.getpixel((x + at, y)) for at in range(mark)} == {(0, 0, 0)}
