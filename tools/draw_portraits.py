"""Draw the portraits of people, `data/venues/<id>/photos/*.webp`.

Run `make pictures` after a change. A portrait is drawn on a square of 400 points at four times its size and then scaled
down, so that its edges are smooth.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageChops, ImageDraw

VENUES_DIR = Path("data/venues")
SIZE, SCALE = 400, 4
WHITE, INK, LINE = "#ffffff", "#3a2f33", "#d9e2e7"

FAIR, PEACH, OLIVE, TAN = "#f7d7c2", "#f0c3a2", "#e2ae88", "#c9906b"
BLACK, BROWN, CHESTNUT, BLOND, GINGER, GREY, SILVER = (
    "#2c2830", "#5b3b2c", "#8b4c2f", "#dcb06c", "#c4662f", "#8f8d93", "#d5d3d8"
)  # fmt: skip
MINT, SKY, ROSE, SAND, LILAC, LIME = "#cfe9dc", "#cfe3f4", "#f7dadd", "#f4e7cf", "#e1daf3", "#e3eec9"
TEAL, BLUE, PLUM, CORAL, GREEN = "#3f9c97", "#4f86c6", "#8d5a97", "#e0796b", "#5d9b63"

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Look:
    """The colours of one portrait, and the names of its shapes: keys of `FOREHEADS` (`front`), `BACKS` (`back`) etc.

    `apron` is the colour of a barber's apron; without one it is a doctor's white coat.
    """

    background: str
    skin: str
    hair: str
    front: str
    back: str = ""
    shirt: str = TEAL
    glasses: str = ""
    beard: str = ""
    stethoscope: bool = False
    earrings: bool = False
    apron: str = ""


DOCTORS = {
    "sokolova": Look(MINT, FAIR, CHESTNUT, "parted", "bob", TEAL, stethoscope=True),
    "gromov": Look(SAND, PEACH, GREY, "crop", shirt=BLUE, glasses="square", beard="moustache", stethoscope=True),
    "larionov": Look(SKY, FAIR, BROWN, "quiff", shirt=BLUE, beard="short", stethoscope=True),
    "akhmetova": Look(ROSE, OLIVE, BLACK, "swept", "long", PLUM, earrings=True),
    "vershinina": Look(LILAC, FAIR, SILVER, "swept", "bob", PLUM, glasses="round"),
    "tikhonov": Look(LIME, PEACH, GINGER, "quiff", shirt=GREEN),
    "belova": Look(SAND, FAIR, BLOND, "parted", "braids", CORAL, stethoscope=True),
    "safin": Look(SKY, OLIVE, BLACK, "crop", shirt=TEAL, beard="full"),
    "karimova": Look(MINT, TAN, BLACK, "parted", "curls", CORAL, earrings=True),
    "orlov": Look(LILAC, FAIR, BLOND, "side", shirt=BLUE),
    "melnik": Look(ROSE, PEACH, GREY, "fringe", "bun", PLUM, glasses="round", earrings=True),
    "kim": Look(LIME, PEACH, BLACK, "side", shirt=TEAL, glasses="square"),
    "rogov": Look(SKY, FAIR, SILVER, "bald", shirt=BLUE, glasses="round", beard="full"),
    "zaytseva": Look(SAND, FAIR, GINGER, "fringe", "ponytail", GREEN),
    "morozova": Look(MINT, FAIR, BROWN, "swept", "bun", CORAL),
    "abramova": Look(SKY, OLIVE, BROWN, "parted", "curls", PLUM, glasses="round"),
    "dorokhov": Look(ROSE, PEACH, BROWN, "bald", shirt=GREEN, beard="short"),
    "tsyrenova": Look(LIME, OLIVE, BLACK, "fringe", "long", TEAL, stethoscope=True),
    "voronina": Look(LILAC, FAIR, CHESTNUT, "swept", "ponytail", TEAL, earrings=True),
    "martirosyan": Look(SAND, TAN, BLACK, "crop", shirt=CORAL, beard="moustache"),
}
BARBERS = {
    "gleb": Look(SAND, FAIR, CHESTNUT, "quiff", shirt=WHITE, beard="full", apron=INK),
    "asya": Look(MINT, PEACH, GINGER, "fringe", "bob", WHITE, earrings=True, apron=TEAL),
    "ruslan": Look(LILAC, TAN, BLACK, "side", shirt=WHITE, beard="moustache", apron=PLUM),
    "semyon": Look(SKY, FAIR, SILVER, "bald", shirt=WHITE, glasses="round", beard="short", apron=GREEN),
}
LOOKS = {"strizh": BARBERS, "zdorovie_plus": DOCTORS}
"""By the venue's id and the photo's name."""


class Canvas:
    """A picture that is drawn in points and stored in pixels, `SCALE` to a point."""

    def __init__(self, background: str) -> None:
        self.image = Image.new("RGB", (SIZE * SCALE, SIZE * SCALE), background)
        self._draw = ImageDraw.Draw(self.image)

    def ellipse(self, box: Box, fill: str) -> None:
        self._draw.ellipse(_pixels(box), fill)

    def rounded(self, box: Box, radius: float, fill: str) -> None:
        self._draw.rounded_rectangle(_pixels(box), radius * SCALE, fill)

    def polygon(self, points: Sequence[Point], fill: str) -> None:
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)

    def line(self, points: Sequence[Point], fill: str, width: float) -> None:
        self._draw.line([(x * SCALE, y * SCALE) for x, y in points], fill, int(width * SCALE), joint="curve")

    def arc(self, box: Box, degrees: tuple[int, int], fill: str, width: float) -> None:
        self._draw.arc(_pixels(box), *degrees, fill, int(width * SCALE))

    def stamp(self, mask: Image.Image, fill: str) -> None:
        self.image.paste(fill, mask=mask)


def draw(look: Look) -> Image.Image:
    """Draw one portrait, from the background to the glasses."""
    canvas = Canvas(look.background)
    canvas.ellipse((50, 40, 350, 340), _mix(look.background, WHITE, 0.55))
    if look.back:
        BACKS[look.back](canvas, look.hair)
    _body(canvas, look)
    _head(canvas, look)
    _face(canvas, look)
    if look.beard:
        _beard(canvas, look)
    canvas.arc((176, 198, 224, 234), (30, 150), _mix(look.skin, "#a02c38", 0.7), 4.5)
    canvas.stamp(_hair_in_front(look.front), look.hair)
    if look.glasses:
        _glasses(canvas, look.glasses)
    return canvas.image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)


def _body(canvas: Canvas, look: Look) -> None:
    if look.apron:
        _apron(canvas, look)
    else:
        _coat(canvas, look)
    if look.stethoscope:
        _stethoscope(canvas)


def _apron(canvas: Canvas, look: Look) -> None:
    shade = _mix(look.shirt, INK, 0.12)
    canvas.rounded((62, 280, 338, 520), 84, look.shirt)
    canvas.rounded((171, 225, 229, 302), 27, _mix(look.skin, INK, 0.14))
    canvas.polygon([(171, 280), (229, 280), (200, 318)], _mix(look.skin, INK, 0.14))
    for side in (-1, 1):
        canvas.polygon([(200 + side * across, y) for across, y in ((30, 274), (46, 284), (24, 330), (0, 318))], shade)
        canvas.line([(200 + side * 58, 281), (200 + side * 54, 346)], look.apron, 13)
    canvas.rounded((132, 338, 268, 460), 12, look.apron)
    # The comb in the pocket.
    canvas.rounded((214, 366, 252, 420), 6, _mix(look.apron, WHITE, 0.2))
    canvas.rounded((224, 350, 231, 390), 2, "#e8b84a")


def _coat(canvas: Canvas, look: Look) -> None:
    canvas.rounded((62, 280, 338, 520), 84, WHITE)
    canvas.polygon([(158, 280), (242, 280), (214, 400), (186, 400)], look.shirt)
    canvas.rounded((171, 225, 229, 302), 27, _mix(look.skin, INK, 0.14))
    canvas.polygon([(171, 280), (229, 280), (200, 324)], _mix(look.skin, INK, 0.14))
    for side in (-1, 1):
        lapel = [(200 + side * across, y) for across, y in ((42, 277), (80, 306), (54, 334), (14, 402))]
        canvas.polygon(lapel, "#f3f7f9")
        canvas.line(lapel, LINE, 2.5)
        canvas.line([(200 + side * 92, 346), (200 + side * 96, 400)], LINE, 3)


def _stethoscope(canvas: Canvas) -> None:
    canvas.line([(160, 280), (148, 312), (148, 352), (160, 376)], INK, 5.5)
    canvas.line([(240, 280), (253, 312), (254, 352)], INK, 5.5)
    canvas.ellipse((154, 370, 168, 384), INK)
    canvas.ellipse((239, 346, 269, 376), INK)
    canvas.ellipse((246, 353, 262, 369), "#c9d3d9")


def _head(canvas: Canvas, look: Look) -> None:
    shade = _mix(look.skin, INK, 0.08)
    for x in (134, 266):
        canvas.ellipse((x - 15, 166, x + 15, 204), shade)
        if look.earrings:
            canvas.ellipse((x - 5, 202, x + 5, 212), "#e8b84a")
    canvas.rounded((134, 96, 266, 258), 66, look.skin)


def _face(canvas: Canvas, look: Look) -> None:
    brow = _mix(look.hair, INK, 0.35)
    for x in (171, 229):
        canvas.ellipse((x - 6.5, 174, x + 6.5, 189), INK)
        canvas.ellipse((x, 176, x + 4, 180), WHITE)
        canvas.arc((x - 15, 154, x + 15, 178), (215, 325), brow, 4.5)
    for x in (156, 244):
        canvas.ellipse((x - 12, 196, x + 12, 212), _mix(look.skin, "#ee7f7a", 0.3))
    canvas.arc((191, 186, 209, 206), (30, 150), _mix(look.skin, INK, 0.3), 3.5)


def _beard(canvas: Canvas, look: Look) -> None:
    if look.beard != "moustache":
        bottom = {"short": 262, "full": 278}[look.beard]
        whiskers = _mask(lambda d: d.rounded_rectangle(_pixels((133, 150, 267, bottom)), 66 * SCALE, 255))
        cheeks = _mask(lambda d: d.rounded_rectangle(_pixels((147, 100, 253, 222)), 46 * SCALE, 255))
        canvas.stamp(ImageChops.subtract(whiskers, cheeks), look.hair)
    if look.beard != "short":
        canvas.polygon([(200, 206), (222, 209), (234, 221), (200, 216), (166, 221), (178, 209)], look.hair)


def _glasses(canvas: Canvas, shape: str) -> None:
    for x in (171, 229):
        if shape == "round":
            canvas.arc((x - 23, 159, x + 23, 205), (0, 360), INK, 3.5)
        else:
            canvas.line([(x - 22, 166), (x + 22, 166), (x + 19, 199), (x - 19, 199), (x - 22, 165)], INK, 4)
    canvas.arc((191, 170, 209, 188), (200, 340), INK, 3.5)
    canvas.line([(149, 176), (134, 172)], INK, 3.5)
    canvas.line([(251, 176), (266, 172)], INK, 3.5)


def _long(canvas: Canvas, hair: str) -> None:
    canvas.rounded((112, 84, 288, 345), 80, hair)


def _bob(canvas: Canvas, hair: str) -> None:
    canvas.rounded((110, 82, 290, 270), 78, hair)


def _bun(canvas: Canvas, hair: str) -> None:
    canvas.ellipse((162, 36, 238, 110), hair)
    canvas.rounded((122, 84, 278, 200), 70, hair)


def _ponytail(canvas: Canvas, hair: str) -> None:
    canvas.ellipse((246, 96, 320, 290), hair)
    canvas.rounded((122, 84, 278, 200), 70, hair)


def _braids(canvas: Canvas, hair: str) -> None:
    canvas.rounded((118, 84, 282, 230), 76, hair)
    for x in (124, 276):
        for step, y in enumerate(range(206, 326, 26)):
            canvas.ellipse((x - 19 + step, y, x + 19 - step, y + 36), hair)


def _curls(canvas: Canvas, hair: str) -> None:
    for x, y in ((140, 110), (170, 88), (200, 80), (230, 88), (260, 110), (124, 148), (276, 148), (116, 188),
                 (284, 188), (118, 230), (282, 230), (132, 266), (268, 266)):  # fmt: skip
        canvas.ellipse((x - 33, y - 33, x + 33, y + 33), hair)


BACKS: dict[str, Callable[[Canvas, str], None]] = {
    "long": _long,
    "bob": _bob,
    "bun": _bun,
    "ponytail": _ponytail,
    "braids": _braids,
    "curls": _curls,
}  # fmt: skip


def _hair_in_front(front: str) -> Image.Image:
    """The mask of the hair over the head, without the forehead that the haircut `front` leaves free."""
    if front == "bald":
        return _ellipses((122, 136, 144, 200), (256, 136, 278, 200))
    cap = _mask(lambda d: d.rounded_rectangle(_pixels((128, 82, 272, 260)), 72 * SCALE, 255))
    cap = ImageChops.subtract(cap, _ellipses(*FOREHEADS[front]))
    ends_at = {"fringe": 158, "parted": 214, "swept": 214}.get(front, 180)
    cap = ImageChops.subtract(cap, _mask(lambda d: d.rectangle(_pixels((0, ends_at, SIZE, SIZE)), 255)))
    return ImageChops.lighter(cap, _ellipses((126, 68, 250, 132), (170, 74, 272, 130))) if front == "quiff" else cap


FOREHEADS: dict[str, list[Box]] = {
    "parted": [(138, 122, 208, 330), (192, 122, 262, 330)],
    "swept": [(120, 128, 262, 330), (138, 170, 264, 330)],
    "fringe": [(138, 150, 262, 330)],
    "crop": [(138, 122, 262, 300)],
    "quiff": [(137, 124, 263, 300)],
    "side": [(137, 136, 263, 320), (150, 118, 234, 250)],
}


def _ellipses(*boxes: Box) -> Image.Image:
    def paint(draw: ImageDraw.ImageDraw) -> None:
        for box in boxes:
            draw.ellipse(_pixels(box), 255)

    return _mask(paint)


def _mask(paint: Callable[[ImageDraw.ImageDraw], None]) -> Image.Image:
    mask = Image.new("L", (SIZE * SCALE, SIZE * SCALE))
    paint(ImageDraw.Draw(mask))
    return mask


def _pixels(box: Box) -> Box:
    left, top, right, bottom = (points * SCALE for points in box)
    return left, top, right, bottom


def _mix(colour: str, other: str, share: float) -> str:
    """Mix two colours (#rrggbb); `share` is the part of `other`, from 0 to 1."""
    pairs = [(int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def save(portrait: Image.Image, file: Path | BinaryIO) -> None:
    portrait.save(file, "webp", quality=88, method=6)


if __name__ == "__main__":
    for venue_id, looks in LOOKS.items():
        for name, look in looks.items():
            save(draw(look), VENUES_DIR / venue_id / "photos" / f"{name}.webp")
