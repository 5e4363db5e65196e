"""The QR code of a link."""

from app.pictures.qr_code import PIXELS_OF_MODULE, QUIET_ZONE, draw_qr_code
from tests.pictures.png import assert_can_be_sent, opened


def test_the_code_has_a_white_margin_and_its_three_marks_and_can_be_sent() -> None:
    picture = draw_qr_code(f"https://t.me/{'x' * 32}?start={'y' * 64}")

    assert_can_be_sent(picture)
    pixels, margin, mark = opened(picture), PIXELS_OF_MODULE * QUIET_ZONE, PIXELS_OF_MODULE * 7
    size = pixels.width
    assert pixels.getpixel((margin - 1, margin - 1)) == (255, 255, 255)
    corners = [(margin, margin), (size - margin - mark, margin), (margin, size - margin - mark)]
    for x, y in corners:
        assert {pixels.getpixel((x + at, y)) for at in range(mark)} == {(0, 0, 0)}
