"""Draw the restaurant's floor plan, `data/venues/binary_bites/floor_plan.svg`.

Run `make pictures` after a change. Every table is a group with `data-resource` and a touch area of at least 64 points,
which is 44 px on a phone 320 px wide. `docs/floor-plan.md` says what the Mini App expects of a plan.
"""

from dataclasses import dataclass
from pathlib import Path

PLAN = Path("data/venues/binary_bites/floor_plan.svg")
WIDTH, HEIGHT = 400, 580

STYLES = {
    "floor": 'fill="#c99a4e" fill-opacity="0.13"',
    "boards": 'stroke="#c99a4e" stroke-opacity="0.13" stroke-width="1.5"',
    "terrace": 'fill="#7da453" fill-opacity="0.18"',
    "decking": 'stroke="#7da453" stroke-opacity="0.15" stroke-width="1.5"',
    "wall": 'stroke="#8a7255" stroke-opacity="0.62" stroke-width="6" stroke-linejoin="round" fill="none"',
    "window": 'stroke="#6bb8e2" stroke-opacity="0.72" stroke-width="6"',
    "rail": 'stroke="#7da453" stroke-opacity="0.55" stroke-width="4" stroke-linecap="round" fill="none"',
    "furniture": 'fill="#b08e5e" fill-opacity="0.42"',
    "detail": 'fill="#9a7a4d" fill-opacity="0.7"',
    "glow": 'fill="#f0a35e"',
    "leaf": 'fill="#7da453" fill-opacity="0.68"',
    "leaf-light": 'fill="#8fb865" fill-opacity="0.85"',
    "rug": 'fill="#c98a4e" fill-opacity="0.13"',
    "place": 'fill="currentColor" font-size="12" text-anchor="middle" font-family="system-ui, sans-serif"',
    "area": 'data-part="area" fill="none" pointer-events="all"',
    "chair": 'data-part="detail" fill="#a8d5b5"',
    "body": 'data-part="body" fill="#2b8350"',
    "label": 'data-part="label" fill="#ffffff" font-size="16" font-weight="600" text-anchor="middle" '
    'dominant-baseline="central" font-family="system-ui, sans-serif"',
}
"""The attributes of each kind of shape. What is not part of a table is translucent: it takes the light of the page's
theme by itself. Parts of tables are coloured by the page; their colours here are for other viewers."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Table:
    """A table of the plan. All lengths are in points of the drawing."""

    middle: Point
    top: Point
    """Width and depth of the table top."""
    chairs: tuple[Point, ...]
    """Positions of the chairs, relative to the middle."""
    is_round: bool = False
    sofas: bool = False


def sides(top: Point, left: int = 0, right: int = 0, above: int = 0, below: int = 0) -> tuple[Point, ...]:
    """Place this many chairs along each side of a table top (width, depth), evenly spaced."""
    width, depth = top
    gap_x, gap_y = width / 2 + 10, depth / 2 + 10
    across = [(-gap_x, y) for y in spread(depth, left)] + [(gap_x, y) for y in spread(depth, right)]
    along = [(x, -gap_y) for x in spread(width, above)] + [(x, gap_y) for x in spread(width, below)]
    return (*across, *along)


def spread(length: float, count: int) -> list[float]:
    return [length * (2 * number + 1) / (2 * count) - length / 2 for number in range(count)]


def square(middle: Point, top: Point, **chairs: int) -> Table:
    return Table(middle, top, sides(top, **chairs))


THREE_AROUND = ((0, -33), (28.6, 16.5), (-28.6, 16.5))
FIVE_AROUND = ((0, -38), (36.1, -11.7), (22.3, 30.7), (-22.3, 30.7), (-36.1, -11.7))

TABLES = {
    "t1": square((62, 76), (36, 30), below=1),
    "t2": square((54, 404), (30, 30), right=1),
    "t3": square((54, 172), (34, 40), above=1, below=1),
    "t4": square((346, 200), (34, 40), above=1, below=1),
    "t5": square((150, 404), (40, 32), left=1, right=1),
    "t6": square((72, 520), (42, 32), left=1, right=1),
    "t7": Table((196, 314), (46, 46), THREE_AROUND, is_round=True),
    "t8": square((208, 516), (46, 42), left=1, right=1, above=1, below=1),
    "t9": Table((324, 398), (76, 34), sides((76, 34), above=2, below=2), sofas=True),
    "t10": square((184, 118), (46, 40), left=1, right=1, above=1, below=1),
    "t11": square((70, 292), (42, 42), left=1, right=1, above=1, below=1),
    "t12": Table((312, 292), (54, 54), FIVE_AROUND, is_round=True),
    "t13": square((190, 218), (104, 38), above=3, below=3),
    "t14": square((320, 72), (76, 38), left=1, right=1, above=2, below=2),
}

PLACES = (
    ((62, 34), "Бар", "Bar"),
    ((184, 34), "Кухня", "Kitchen"),
    ((320, 130), "Отдельная комната", "Private room"),
    ((140, 566), "Терраса", "Terrace"),
)


def shape(tag: str, style: str, **attributes: float | str) -> str:
    """An SVG element in one of the `STYLES`."""
    written = " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f"<{tag} {written} {STYLES[style]}/>"


def box(style: str, left: float, top: float, width: float, height: float, radius: float = 4) -> str:
    return shape("rect", style, x=left, y=top, width=width, height=height, rx=radius)


def circle(style: str, x: float, y: float, radius: float) -> str:
    return shape("circle", style, cx=x, cy=y, r=radius)


def line(style: str, path: str) -> str:
    return shape("path", style, d=path)


def house() -> list[str]:
    boards = " ".join(f"M16 {y}H384" for y in range(46, 440, 30))
    decking = " ".join(f"M{x} 452V574" for x in range(40, 400, 24))
    return [
        box("floor", 12, 12, 376, 436, 10),
        line("boards", boards),
        box("terrace", 12, 448, 376, 126, 10),
        line("decking", decking),
        circle("rug", 196, 314, 52),
        box("rug", 258, 234, 120, 116, 16),
        # One path with gaps for the windows: a translucent line must not lie on another one.
        line(
            "wall",
            "M170 448H140M40 448H12V322M12 262V202M12 142V22Q12 12 22 12H378Q388 12 388 22V170"
            "M388 230V448H360M260 448H230M248 12V74M248 112V146H388",
        ),
        line("rail", "M12 458V564Q12 574 22 574H378Q388 574 388 564V458"),
        line("window", "M12 142V202M12 262V322"),
        line("window", "M388 170V230"),
        line("window", "M40 448H140M260 448H360"),
    ]


def furniture() -> list[str]:
    books = [box("detail", 20 + 9 * number, 222, 6, 14, 1.5) for number in range(9)]
    bottles = [circle("detail", 28 + 13 * number, 50, 3.5) for number in range(6)]
    hobs = [circle("detail", 158 + 26 * number, 54, 6) for number in range(3)]
    lights = [circle("glow", 40 + 32 * number, 461 + (number % 2) * 4, 3) for number in range(11)]
    return [
        box("furniture", 18, 42, 92, 17),
        *bottles,
        box("furniture", 138, 42, 92, 24),
        *hobs,
        box("furniture", 17, 219, 86, 20, 3),
        *books,
        box("furniture", 366, 262, 20, 60, 3),
        box("glow", 371, 278, 10, 28, 5),
        circle("furniture", 30, 366, 10),
        circle("glow", 30, 366, 5),
        *lights,
        circle("leaf", 318, 520, 38),
        circle("leaf-light", 306, 508, 20),
        circle("leaf-light", 334, 528, 14),
        circle("leaf", 216, 434, 9),
        circle("leaf", 184, 434, 9),
    ]


def label(middle: Point, russian: str, english: str) -> list[str]:
    x, y = middle
    attributes = f'x="{x}" y="{y}" {STYLES["place"]}'
    return [
        f'<text data-lang="ru" {attributes}>{russian}</text>',
        f'<text data-lang="en" {attributes} display="none">{english}</text>',
    ]


def table(resource_id: str, drawn: Table) -> list[str]:
    """The lines of a table's group: touch area, chairs, top, number of seats."""
    width, depth = drawn.top
    reach_x = max(32, *(abs(x) + 10 for x, _ in drawn.chairs), width / 2)
    reach_y = max(32, *(abs(y) + 10 for _, y in drawn.chairs), depth / 2)
    seat = (30.0, 15.0) if drawn.sofas else (17.0, 17.0)
    top = circle("body", 0, 0, width / 2) if drawn.is_round else box("body", -width / 2, -depth / 2, width, depth, 8)
    return [
        f'<g data-resource="{resource_id}" transform="translate({drawn.middle[0]} {drawn.middle[1]})">',
        box("area", -reach_x, -reach_y, 2 * reach_x, 2 * reach_y, 12),
        *(box("chair", round(x - seat[0] / 2, 1), round(y - seat[1] / 2, 1), *seat, 6) for x, y in drawn.chairs),
        top,
        f"<text {STYLES['label']}>{len(drawn.chairs)}</text>",
        "</g>",
    ]


def draw() -> str:
    """The whole plan as SVG."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">',
        *house(),
        *furniture(),
        *(line for labelled in PLACES for line in label(*labelled)),
        *(line for resource_id, drawn in TABLES.items() for line in table(resource_id, drawn)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PLAN.write_text(draw(), encoding="utf-8")
