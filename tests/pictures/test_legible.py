"""Names are drawn with the letters that the font has, and with nothing else."""

import pytest

from app.pictures.canvas import font
from app.pictures.day_sheet import STYLES
from app.pictures.legible import _RANGES, _is_drawn, legible

NOTHING = "\uffff"
"""No font has it: it is drawn as the box of a missing character."""


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("Анна Смирнова", "Анна Смирнова"),
        ("Анна 🌸 Смирнова 👩‍👩‍👧", "Анна Смирнова"),
        ("José Müller-Łęcki", "José Müller-Łęcki"),
        ("е\u0308лка", "ёлка"),  # in two characters, as some phones write it
        ("𝓐𝓷𝓷𝓪 ℬ", "Anna B"),
        ("Гиорги გიორგი Արամ", "Гиорги გიორგი Արամ"),
        ("Ali علي", "Ali"),
        ("  Анна\n\tПетрова ", "Анна Петрова"),
        ("<b>&\"'", "<b>&\"'"),
    ],
)
def test_what_can_be_drawn_is_kept(name: str, drawn: str) -> None:
    assert legible(name, "№ 12") == drawn


@pytest.mark.parametrize("name", ["", "🌸🌸", "علي", "अनिल", "李小龙", "—…—", "\u202e\u200d", "\ud800", "\x00"])
def test_the_number_stands_in_for_a_name_of_which_nothing_can_be_drawn(name: str) -> None:
    assert legible(name, "№ 12") == "№ 12"


@pytest.mark.parametrize("bold", [True, False])
def test_the_font_has_every_character_that_is_drawn(bold: bool) -> None:
    """A missing one would be drawn as a box."""
    drawing = font(20, bold=bold)
    missing = bytes(drawing.getmask(NOTHING))
    drawn = {chr(code) for first, last in _RANGES for code in range(first, last + 1) if _is_drawn(chr(code))}
    signs = {style.sign for style in STYLES.values()}
    assert not [hex(ord(each)) for each in sorted(drawn | signs) if bytes(drawing.getmask(each)) == missing]
    assert bytes(drawing.getmask("🌸")) == missing, "the test sees what is missing"
