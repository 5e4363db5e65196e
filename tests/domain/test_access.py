"""`Admin`, `Staff` and `Visitor` can only be made if the check passes."""

from dataclasses import replace

import pytest

from app.domain.access import Admin, Staff, Visitor
from app.domain.bookings import Actor, Role
from app.domain.errors import NotFound
from tests.domain.builders import a_booking, a_guest, a_venue, utc

VENUE = replace(a_venue(), admin_ids=(1, 2), staff={"t1": 4, "t2": 5})
OTHER_VENUE = replace(a_venue(), id="other", admin_ids=(3,), staff={"t1": 6})


@pytest.mark.parametrize("telegram_id", [0, 3, 4, 100, -1])
def test_nobody_but_the_venues_admins_becomes_one(telegram_id: int) -> None:
    with pytest.raises(NotFound):
        Admin(VENUE, telegram_id)


def test_admin_cannot_be_passed_with_another_venue() -> None:
    with pytest.raises(NotFound):
        replace(Admin(VENUE, 1), venue=OTHER_VENUE)


def test_guest_of_another_venue_does_not_become_a_visitor() -> None:
    with pytest.raises(NotFound):
        Visitor(OTHER_VENUE, a_guest())


def test_guest_is_seen_by_nobody_but_the_guest_and_the_venues_admins() -> None:
    guest, another = a_guest(), a_guest(id=2, telegram_id=101)

    assert Visitor(VENUE, guest).may_see(guest)
    assert not Visitor(VENUE, another).may_see(guest)
    assert Admin(VENUE, 1).may_see(guest)
    assert not Admin(OTHER_VENUE, 3).may_see(guest)


def test_history_keeps_role_and_telegram_id() -> None:
    assert Admin(VENUE, 2).actor == Actor(Role.ADMIN, 2)
    assert Visitor(VENUE, a_guest()).actor == Actor(Role.GUEST, 100)


@pytest.mark.parametrize("telegram_id", [0, 1, 6, 100, -1])
def test_nobody_but_the_people_of_resources_become_staff(telegram_id: int) -> None:
    with pytest.raises(NotFound):
        Staff(VENUE, telegram_id)


def test_staff_see_the_bookings_of_their_resources_and_of_tables_joined_with_them() -> None:
    starts_at = utc("2026-11-24 15:00")
    seen = {
        place: Staff(VENUE, 4).may_see_booking(a_booking(starts_at, resource_id=place))
        for place in ("t1", "t2", "t1+t2", "t2+t3", "t11", "1")
    }
    assert seen == {"t1": True, "t2": False, "t1+t2": True, "t2+t3": False, "t11": False, "1": False}
    assert not Staff(OTHER_VENUE, 6).may_see_booking(a_booking(starts_at))


def test_history_keeps_that_one_of_the_staff_did_it() -> None:
    assert Staff(VENUE, 4).actor == Actor(Role.STAFF, 4)
