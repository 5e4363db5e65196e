"""A canvas that texts, boxes and lines are drawn on."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH = 1280
"""Pixels. Telegram shows a photo with at most so many on its longer side, and makes larger ones smaller."""
MARGIN = 12

INK, FAINT_INK, PAPER, LINE, FAINT_LINE = "#1d2733", "#66727f", "#ffffff", "#c3cad2", "#e6eaee"
PRESENT = "#d81b60"
ELLIPSIS = "…"

_FONTS = Path(__file__).parent / "fonts"

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


class Canvas:
    """A white picture. Lengths are in pixels, from the left and the top."""

    def __init__(self, height: int, width: int = WIDTH) -> None:
        self._image = Image.new("RGB", (width, height), PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def write(
        self, at: tuple[float, float], text: str, size: int, *, ink: str = INK, bold: bool = False, anchor: str = "la"
    ) -> None:
        """Write one line. `anchor` is Pillow's: which point of the text is at `at`, its upper left one by default."""
        self._draw.text(at, text, fill=ink, font=font(size, bold=bold), anchor=anchor)

    def box(self, box: Box, fill: str | None, outline: str | None = None, radius: int = 0) -> None:
        """Draw a rectangle. One that is narrower than its corners gets none that are round."""
        left, top, right, bottom = box
        if right - left < 2 * radius + 2 or bottom - top < 2 * radius + 2:
            radius = 0
        self._draw.rounded_rectangle((left, top, max(left, right), max(top, bottom)), radius, fill, outline)

    def line(self, start: tuple[float, float], end: tuple[float, float], ink: str = LINE, width: int = 1) -> None:
        self._draw.line((*start, *end), ink, width)

    def hatch(self, box: Box, ink: str, step: int = 9) -> None:
        """Fill a rectangle with slanting lines, so that it differs from others by more than its colour."""
        left, top, right, bottom = map(round, box)
        if right <= left or bottom <= top:
            return
        patch = self._image.crop((left, top, right, bottom))
        draw = ImageDraw.Draw(patch)
        height = bottom - top
        for begin in range(-height, right - left, step):
            draw.line((begin, height, begin + height, 0), ink, 1)
        self._image.paste(patch, (left, top))

    def png(self) -> bytes:
        """Return the picture as a file."""
        content = BytesIO()
        # A palette of 128 colours makes the file a third as large, and nobody sees the difference.
        self._image.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(content, "PNG")
        return content.getvalue()


@lru_cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return the font, which is read when a picture first needs it: it has Latin, Cyrillic and Greek letters."""
    name = "DejaVuSansCondensed-Bold.ttf" if bold else "DejaVuSansCondensed.ttf"
    # The plain layout draws the same with every build of Pillow.
    return ImageFont.truetype(_FONTS / name, size, layout_engine=ImageFont.Layout.BASIC)


def width_of(text: str, size: int, *, bold: bool = False) -> float:
    return font(size, bold=bold).getlength(text)


def fitted(text: str, width: float, size: int, *, bold: bool = False) -> str:
    """Return the text, cut with an ellipsis where it is wider than `width`; empty where not even two letters fit."""
    if width_of(text, size, bold=bold) <= width:
        return text
    shortest, longest = 0, len(text)
    while shortest < longest:
        middle = (shortest + longest + 1) // 2
        if width_of(f"{text[:middle].rstrip()}{ELLIPSIS}", size, bold=bold) <= width:
            shortest = middle
        else:
            longest = middle - 1
    return f"{text[:shortest].rstrip()}{ELLIPSIS}" if shortest > 1 else ""


def wrapped(text: str, width: float, size: int, lines: int) -> list[str]:
    """Return the text in at most so many lines, broken between words; the last one is cut where it is too wide."""
    words, found = text.split(), [""]
    while words:
        longer = f"{found[-1]} {words[0]}".strip()
        if width_of(longer, size) <= width or not found[-1]:
            found[-1] = longer
            words.pop(0)
        elif len(found) < lines:
            found.append("")
        else:
            found[-1] = " ".join([found[-1], *words])
            break
    return [fitted(line, width, size) for line in found]
