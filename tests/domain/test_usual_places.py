"""Which places are a guest's usual ones, and which one is proposed."""

from dataclasses import replace
from datetime import timedelta

from app.domain.availability.free_places import GridSlot
from app.domain.availability.slots import Slot
from app.domain.usual_places import UsualPlace, propose_place, usual_places
from app.domain.venues import Place
from tests.domain.builders import TABLE, utc

TWO, SIX = 2, 6
T1, T2, T3 = (Place((replace(TABLE, id=name),)) for name in ("t1", "t2", "t3"))
EVENING = utc("2026-11-24 15:00")


def visits(*place_ids: str, party_size: int | None = TWO) -> list[UsualPlace]:
    return [UsualPlace(place_id, party_size) for place_id in place_ids]


def free(*places: Place) -> GridSlot:
    return GridSlot(Slot(EVENING, EVENING + timedelta(hours=2)), places)


def test_one_visit_makes_no_usual_place() -> None:
    assert usual_places(visits("t1", "t2")) == []


def test_the_most_usual_place_comes_first_and_of_equals_the_latest() -> None:
    assert usual_places(visits("t3", "t1", "t2", "t3", "t1", "t2", "t2")) == visits("t2", "t3", "t1")


def test_the_same_table_for_other_parties_is_another_place() -> None:
    assert usual_places([*visits("t1"), *visits("t1", party_size=SIX)]) == []


def test_the_most_usual_free_place_is_proposed() -> None:
    usual = visits("t3", "t2")

    assert propose_place(free(T1, T2, T3), TWO, usual) == T3
    assert propose_place(free(T1, T2), TWO, usual) == T2


def test_the_best_place_is_proposed_where_no_usual_one_is_free_or_fits_the_party() -> None:
    assert propose_place(free(T1, T2), TWO, visits("t3")) == T1
    assert propose_place(free(T1, T3), SIX, visits("t3")) == T1
    assert propose_place(free(), TWO, visits("t3")) is None
