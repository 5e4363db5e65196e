"""The plots of a period can be sent, whatever the figures are."""

from collections.abc import Mapping

import pytest

from app.pictures.plots import Bars, Column, Plots, draw_plots, nice_step
from tests.pictures.png import assert_can_be_sent

WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
WORKING = {(weekday, hour): (weekday + hour) % 11 / 10 for weekday in range(7) for hour in range(9, 21)}


def a_picture(columns: int, most: int, occupancy: Mapping[tuple[int, int], float], lines: int = 5) -> Plots:
    bars = Bars("Откуда", [(f"в чате {'и в приложении ' * number}", most * number) for number in range(lines)])
    return Plots(
        "Кафе · 1 ноября 2026 – 30 ноября 2026",
        "По дням визита",
        [Column(f"{number:02}.11", most, most // 3, number % 5) for number in range(columns)],
        ("состоялась, предстоит", "гость не пришёл", "отменена"),
        "Сколько времени занято",
        WEEKDAYS,
        occupancy,
        (bars, bars),
    )


@pytest.mark.parametrize(
    "plots",
    [
        a_picture(0, 0, {}, lines=0),
        a_picture(1, 0, {}),
        a_picture(1, 1, {(0, 12): 1.0}),
        a_picture(30, 40, WORKING),
        a_picture(92, 1_000_000, {(weekday, hour): 1.0 for weekday in range(7) for hour in range(24)}),
    ],
)
def test_every_period_makes_a_picture_that_telegram_accepts(plots: Plots) -> None:
    assert_can_be_sent(draw_plots(plots))


@pytest.mark.parametrize(
    ("highest", "step"),
    [(0, 1), (1, 1), (4, 1), (5, 2), (8, 2), (9, 5), (20, 5), (21, 10), (41, 20), (999_999, 500_000)],
)
def test_an_axis_has_round_numbers_and_reaches_the_highest(highest: int, step: int) -> None:
    assert nice_step(highest) == step
    assert 4 * step >= highest
