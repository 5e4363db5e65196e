"""Who may wait for what, and which place is offered to whom."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.domain.availability.free_places import GridSlot
from app.domain.availability.offering import Wish
from app.domain.availability.slots import Slot
from app.domain.errors import (
    NotFound,
    OfferOver,
    OutsideHours,
    Refused,
    ResourceDoesNotFit,
    TooFarAhead,
    TooManyWaits,
    TooSoon,
)
from app.domain.relatives import Relative
from app.domain.venues import Hours, Place
from app.domain.waitlist import (
    AROUND,
    HOLD,
    WAITS_OF_GUEST,
    EndOfOffer,
    NewWait,
    Offer,
    Wait,
    check_open,
    check_wait,
    choose_slot,
    hold_until,
    is_fulfilled_by,
)
from tests.domain.builders import TABLE, a_booking, a_venue, at, utc

HOUR = timedelta(hours=1)
VENUE = a_venue(start_every=HOUR)
NIGHT_VENUE = replace(VENUE, opening_hours={day: (Hours(18 * 60, 26 * 60),) for day in range(7)})
DAY = date(2026, 11, 24)
NOW = at("Europe/Moscow", "2026-11-23 12:00")
TWO = Wish(2)
PLACE = Place((TABLE,))


def moscow(time: str, day: date = DAY) -> datetime:
    return at("Europe/Moscow", f"{day} {time}")


def visit(time: str) -> Slot:
    return Slot(moscow(time), moscow(time) + 2 * HOUR)


def free(*times: str) -> list[GridSlot]:
    return [GridSlot(visit(time), (PLACE,)) for time in times]


def stored(new: NewWait) -> Wait:
    return Wait(
        day=new.day,
        wish=new.wish,
        begins_at=new.begins_at,
        ends_at=new.ends_at,
        place_id=new.place_id,
        wished_at=new.wished_at,
        id=1,
        venue_id=VENUE.id,
        guest_id=1,
        joined_at=NOW,
    )


ALL_DAY = stored(NewWait.for_day(VENUE, DAY, TWO))
CLINIC = replace(
    VENUE,
    resources={
        each: replace(TABLE, id=each, specialty=specialty)
        for each, specialty in (("t1", None), ("ivanova", "heart"), ("petrova", "eyes"))
    },
)
AROUND_SEVEN = stored(NewWait.around(VENUE, DAY, TWO, moscow("19:00")))


def chosen(wait: Wait, grid: Sequence[GridSlot], **given: object) -> datetime | None:
    values = {"refused": (), "own": (), "before": None, **given}
    found = choose_slot(wait, grid, **values)  # type: ignore[arg-type]
    return found[0].starts_at if found else None


def test_any_time_gets_the_earliest_and_a_wished_time_the_nearest() -> None:
    grid = free("09:00", "18:00", "20:00", "21:00")
    assert chosen(ALL_DAY, grid) == moscow("09:00")
    assert chosen(AROUND_SEVEN, grid) == moscow("18:00"), "of two that are as near the earlier one"
    assert chosen(AROUND_SEVEN, free("20:00", "21:00")) == moscow("20:00")


@pytest.mark.parametrize("time", ["17:59", "20:01"])
def test_a_wished_time_gets_none_that_is_more_than_an_hour_away(time: str) -> None:
    assert timedelta(hours=1) == AROUND
    assert chosen(AROUND_SEVEN, free(time)) is None


def test_what_is_taken_was_refused_or_overlaps_a_booking_of_the_guest_is_not_offered() -> None:
    assert chosen(ALL_DAY, [GridSlot(visit("18:00"), ())]) is None
    assert chosen(ALL_DAY, free("18:00"), refused={moscow("18:00")}) is None
    assert chosen(ALL_DAY, free("18:00"), own=[visit("19:00")]) is None
    assert chosen(ALL_DAY, free("18:00"), own=[visit("20:00")]) == moscow("18:00")


def test_at_night_only_what_begins_before_the_morning_is_offered() -> None:
    assert chosen(ALL_DAY, free("10:00", "23:00"), before=moscow("09:00")) is None
    assert chosen(ALL_DAY, free("06:00", "23:00"), before=moscow("09:00")) == moscow("06:00")


def test_a_place_is_held_for_ten_minutes_but_not_past_its_start() -> None:
    assert hold_until(visit("18:00"), moscow("12:00")) == moscow("12:00") + HOLD == moscow("12:10")
    assert hold_until(visit("18:00"), moscow("17:55")) == moscow("18:00")


@pytest.mark.parametrize(
    ("end", "now", "is_open"),
    [(None, "12:09", True), (None, "12:10", False), (EndOfOffer.DECLINED, "12:01", False)],
)
def test_an_offer_is_open_until_its_end(end: EndOfOffer | None, now: str, is_open: bool) -> None:
    offer = Offer(1, 1, 1, "t1", visit("18:00"), moscow("12:10"), end)
    assert offer.is_open(moscow(now)) is is_open
    if not is_open:
        with pytest.raises(OfferOver):
            check_open(offer, moscow(now))


def test_the_day_of_a_venue_that_is_open_over_midnight_has_its_own_night() -> None:
    wait = NewWait.for_day(NIGHT_VENUE, DAY, TWO)
    assert wait.begins_at == moscow("02:00")
    assert wait.ends_at == moscow("02:00", DAY + timedelta(days=1))
    late = NewWait.around(NIGHT_VENUE, DAY, TWO, moscow("00:00", DAY + timedelta(days=1)))
    assert late.window == Slot(moscow("23:00"), moscow("01:01", DAY + timedelta(days=1)))


def test_a_window_of_hours_gets_what_starts_within_it_on_the_day() -> None:
    evening = stored(NewWait.between(VENUE, DAY, TWO, Slot(moscow("17:00"), moscow("20:00"))))
    assert chosen(evening, free("16:59", "20:00")) is None
    assert chosen(evening, free("17:00", "19:59")) == moscow("17:00")
    assert not evening.is_all_day(VENUE)
    assert ALL_DAY.is_all_day(VENUE)
    whole = NewWait.between(VENUE, DAY, TWO, Slot(utc("2026-11-01 00:00"), utc("2026-12-01 00:00")))
    assert whole.window == ALL_DAY.window, "other days are cut off"
    assert not AROUND_SEVEN.is_all_day(VENUE)


def refusal(new: NewWait, now: datetime = NOW, living: Sequence[Wait] = ()) -> type[Refused] | None:
    try:
        check_wait(VENUE, new, living, now)
    except Refused as refused:
        return type(refused)
    return None


def test_a_wish_that_can_come_true_is_accepted() -> None:
    assert refusal(NewWait.for_day(VENUE, DAY, TWO)) is None
    assert refusal(NewWait.for_day(VENUE, DAY, TWO, "t1")) is None
    assert refusal(NewWait.around(VENUE, DAY, TWO, moscow("19:00"))) is None
    assert refusal(NewWait.between(VENUE, DAY, TWO, Slot(moscow("18:00"), moscow("19:00")))) is None


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (NewWait.for_day(VENUE, date(2026, 11, 22), TWO), TooSoon),
        (NewWait.for_day(VENUE, date(2027, 1, 23), TWO), TooFarAhead),
        (NewWait.for_day(VENUE, DAY, Wish(7)), ResourceDoesNotFit),
        (NewWait.for_day(VENUE, DAY, Wish(5)), ResourceDoesNotFit),
        (NewWait.for_day(VENUE, DAY, Wish()), ResourceDoesNotFit),
        (NewWait.for_day(VENUE, DAY, Wish(5), "t1"), ResourceDoesNotFit),
        (NewWait.for_day(VENUE, DAY, TWO, "t9"), NotFound),
        (NewWait.for_day(VENUE, DAY, Wish(2, service="massage")), NotFound),
        (NewWait.around(VENUE, DAY, TWO, moscow("04:00")), OutsideHours),
        (NewWait.around(VENUE, DAY, TWO, utc("2026-12-24 12:00")), OutsideHours),
        (NewWait.between(VENUE, DAY, TWO, Slot(moscow("18:01"), moscow("19:00"))), OutsideHours),
    ],
)
def test_a_wish_that_cannot_come_true_is_refused(new: NewWait, expected: type[Refused]) -> None:
    assert refusal(new) is expected


def test_a_wish_for_what_is_over_today_is_refused() -> None:
    today = date(2026, 11, 23)
    assert refusal(NewWait.for_day(VENUE, today, TWO), moscow("21:00", today)) is None
    assert refusal(NewWait.for_day(VENUE, today, TWO), moscow("22:01", today)) is TooSoon


def test_a_guest_has_at_most_five_wishes() -> None:
    assert refusal(NewWait.for_day(VENUE, DAY, TWO), living=[ALL_DAY] * (WAITS_OF_GUEST - 1)) is None
    assert refusal(NewWait.for_day(VENUE, DAY, TWO), living=[ALL_DAY] * WAITS_OF_GUEST) is TooManyWaits


def test_a_booking_within_the_window_fulfills_a_wish_of_its_kind() -> None:
    def is_fulfilled(wait: Wait, time: str, **changes: Any) -> bool:
        return is_fulfilled_by(CLINIC, wait, a_booking(moscow(time), **changes))

    assert is_fulfilled(ALL_DAY, "10:00", party_size=4), "the party may have become larger"
    assert is_fulfilled(AROUND_SEVEN, "20:00")
    assert is_fulfilled(AROUND_SEVEN, "17:00"), "they are here at the wished time"
    assert not is_fulfilled(AROUND_SEVEN, "21:00")
    assert not is_fulfilled(ALL_DAY, "10:00", service_id="massage")
    assert not is_fulfilled(ALL_DAY, "10:00", for_whom=Relative("Маша")), "the guest waits for themselves"
    for_masha = replace(ALL_DAY, for_whom=Relative("Маша", 2019))
    assert is_fulfilled(for_masha, "10:00", for_whom=Relative("маша"))
    assert not is_fulfilled(for_masha, "10:00"), "the guest's own visit"
    assert not is_fulfilled(for_masha, "10:00", for_whom=Relative("Маша", 1950))
    for heart in (replace(ALL_DAY, wish=Wish(specialty="heart")), replace(ALL_DAY, place_id="ivanova")):
        assert is_fulfilled(heart, "10:00", resource_id="ivanova"), "whichever way the doctor was chosen"
        assert not is_fulfilled(heart, "10:00", resource_id="petrova")
