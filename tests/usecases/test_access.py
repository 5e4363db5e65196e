"""A use case of the desk cannot be called without an `Admin`, which only the check makes."""

import inspect
from datetime import date
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, get_type_hints

import pytest

from app.domain.access import Admin, Visitor
from app.domain.broadcasts import NewBroadcast
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.usecases import broadcasts, desk
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.delete_booking import DeleteBooking
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.bookings.show_booking import ShowBooking
from app.usecases.broadcasts.count_audiences import CountAudiences
from app.usecases.broadcasts.start_broadcast import StartBroadcast
from app.usecases.broadcasts.stop_broadcast import StopBroadcast
from app.usecases.desk.bar_guest import BarGuest
from app.usecases.desk.keep_booking import KeepBooking
from app.usecases.desk.list_day import ListDay
from app.usecases.desk.list_undecided import ListUndecided
from app.usecases.desk.settle_all import SettleAll
from app.usecases.desk.show_card import ShowCard
from app.usecases.desk.show_figures import ShowFigures
from app.usecases.desk.show_guest import ShowGuest
from app.usecases.messages.list_failed_messages import ListFailedMessages
from app.usecases.messages.retry_failed_message import RetryFailedMessage
from app.usecases.messages.show_failed_message import ShowFailedMessage

ADMINS_ONLY: set[type] = {
    BarGuest,
    CountAudiences,
    KeepBooking,
    ListDay,
    ListFailedMessages,
    ListUndecided,
    RetryFailedMessage,
    SettleAll,
    ShowCard,
    ShowFailedMessage,
    ShowFigures,
    ShowGuest,
    StartBroadcast,
    StopBroadcast,
}
FOR_GUESTS_AND_ADMINS: set[type] = {CancelBooking, MoveBooking, ShowBooking}


def _use_cases(package: Any) -> set[type]:
    """The callable classes that the modules of a package define."""
    modules = [import_module(f"{package.__name__}.{found.name}") for found in iter_modules(package.__path__)]
    return {
        member
        for module in modules
        for member in vars(module).values()
        if inspect.isclass(member) and member.__module__ == module.__name__ and "__call__" in vars(member)
    }


def _first_parameter(use_case: type) -> Any:
    call = vars(use_case)["__call__"]
    _, name, *_ = inspect.signature(call).parameters
    return get_type_hints(call)[name]


@pytest.mark.parametrize("use_case", sorted(ADMINS_ONLY, key=str))
def test_use_case_of_the_desk_takes_an_admin(use_case: type) -> None:
    assert _first_parameter(use_case) == Admin


@pytest.mark.parametrize("use_case", sorted(FOR_GUESTS_AND_ADMINS, key=str))
def test_use_case_for_guests_and_admins_takes_one_of_the_two(use_case: type) -> None:
    assert _first_parameter(use_case) == Visitor | Admin


def test_deleting_is_for_the_guest_alone() -> None:
    assert _first_parameter(DeleteBooking) == Visitor


def test_no_use_case_of_the_desk_is_left_out() -> None:
    assert _use_cases(desk) | _use_cases(broadcasts) <= ADMINS_ONLY


async def mypy_refuses_everything_but_a_checked_admin(
    venue: Venue,
    guest: Guest,
    list_day: ListDay,
    start: StartBroadcast,
    new: NewBroadcast,
    show: ShowBooking,
    day: date,
) -> None:
    """Never runs. `warn_unused_ignores` makes `mypy` fail as soon as one of these calls compiles."""
    await list_day(guest.telegram_id, day)  # type: ignore[arg-type]  # an id that nobody has checked
    await list_day(venue, day)  # type: ignore[arg-type]
    await list_day(Visitor(venue, guest), day)  # type: ignore[arg-type]
    await start(guest, new)  # type: ignore[arg-type]
    await show(guest, 1)  # type: ignore[arg-type]
    await show(venue, 1)  # type: ignore[arg-type]
    # An admin knows the venue: there is no place to pass another one.
    await start(venue, Admin(venue, 1), new)  # type: ignore[call-arg, arg-type]
