"""`Admin` and `Visitor` can only be made if the check passes."""

from dataclasses import replace

import pytest

from app.domain.access import Admin, Visitor
from app.domain.bookings import Actor, Role
from app.domain.errors import NotFound
from tests.domain.builders import a_guest, a_venue

VENUE = replace(a_venue(), admin_ids=(1, 2))
OTHER_VENUE = replace(a_venue(), id="other", admin_ids=(3,))


@pytest.mark.parametrize("telegram_id", [0, 3, 100, -1])
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
