"""Read a drawn picture."""

from io import BytesIO

import zxingcpp
from PIL import Image


def opened(content: bytes) -> Image.Image:
    """Return a PNG file's pixels. Raises where it is none."""
    with Image.open(BytesIO(content), formats=["PNG"]) as picture:
        picture.load()
        return picture.convert("RGB")


def assert_can_be_sent(content: bytes) -> None:
    """Telegram accepts it as a photo (Bot API, sendPhoto), and shows it without making it smaller."""
    width, height = opened(content).size
    assert len(content) < 10 * 1024 * 1024
    assert width + height <= 10_000
    assert max(width, height) <= 20 * min(width, height)
    assert max(width, height) <= 1280


def links_in(picture: Image.Image) -> list[str]:
    """What a phone's camera reads in the QR codes of a picture."""
    return [
        code.text
        for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    ]


def has_colour(content: bytes, colour: str) -> bool:
    """Whether an area has nearly this colour: the file has a palette, and edges of letters have all greys."""
    wanted = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
    colours = opened(content).getcolors(1_000_000) or []
    return any(
        number > 150 and all(abs(a - b) <= 2 for a, b in zip(found, wanted, strict=True))
        for number, found in colours
        if isinstance(found, tuple)
    )
