"""A use case of the desk cannot be called without an `Admin`, or a `Staff`, which only the check makes."""

import inspect
from datetime import UTC, date, datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, get_type_hints

import pytest

from app.domain.access import Admin, Operator, Staff, Visitor
from app.domain.broadcasts import NewBroadcast
from app.domain.guests import Guest
from app.domain.search import Search
from app.domain.venues import Venue
from app.usecases import broadcasts, closures, desk, exports
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.delete_booking import DeleteBooking
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.bookings.show_booking import ShowBooking
from app.usecases.broadcasts.count_audiences import CountAudiences
from app.usecases.broadcasts.pause_broadcast import PauseBroadcast
from app.usecases.broadcasts.resume_broadcast import ResumeBroadcast
from app.usecases.broadcasts.start_broadcast import StartBroadcast
from app.usecases.broadcasts.stop_broadcast import StopBroadcast
from app.usecases.closures.apply_remedy import ApplyRemedy
from app.usecases.closures.close import Close
from app.usecases.closures.finish_closures import FinishClosures
from app.usecases.closures.list_closures import ListClosures
from app.usecases.closures.move_elsewhere import MoveElsewhere
from app.usecases.closures.preview_closure import PreviewClosure
from app.usecases.closures.reopen import Reopen
from app.usecases.desk.bar_guest import BarGuest
from app.usecases.desk.book_for_guest import BookForGuest
from app.usecases.desk.find_slots_of_desk import FindSlotsOfDesk
from app.usecases.desk.keep_booking import KeepBooking
from app.usecases.desk.list_day import ListDay
from app.usecases.desk.list_undecided import ListUndecided
from app.usecases.desk.record_attendance import RecordAttendance
from app.usecases.desk.search_bookings import SearchBookings
from app.usecases.desk.settle_all import SettleAll
from app.usecases.desk.show_card import ShowCard
from app.usecases.desk.show_figures import ShowFigures
from app.usecases.desk.show_guest import ShowGuest
from app.usecases.desk.show_guests import ShowGuests
from app.usecases.desk.show_receipts import ShowReceipts
from app.usecases.desk.show_timeline import ShowTimeline
from app.usecases.desk.write_note import WriteNote
from app.usecases.exports.cancel_export import CancelExport
from app.usecases.exports.count_bookings import CountBookings
from app.usecases.exports.export_bookings import ExportBookings
from app.usecases.exports.request_export import RequestExport
from app.usecases.messages.give_up_failed_message import GiveUpFailedMessage
from app.usecases.messages.list_failed_messages import ListFailedMessages
from app.usecases.messages.retry_failed_message import RetryFailedMessage
from app.usecases.messages.show_failed_message import ShowFailedMessage

ADMINS_ONLY: set[type] = {
    ApplyRemedy,
    BarGuest,
    BookForGuest,
    CancelExport,
    Close,
    CountAudiences,
    CountBookings,
    FindSlotsOfDesk,
    GiveUpFailedMessage,
    KeepBooking,
    ListClosures,
    ListFailedMessages,
    ListUndecided,
    MoveElsewhere,
    PauseBroadcast,
    PreviewClosure,
    Reopen,
    RequestExport,
    ResumeBroadcast,
    SearchBookings,
    SettleAll,
    ShowFailedMessage,
    ShowFigures,
    ShowGuest,
    ShowGuests,
    StartBroadcast,
    StopBroadcast,
}
FOR_ADMINS_AND_STAFF: set[type] = {ListDay, RecordAttendance, ShowCard, ShowReceipts, ShowTimeline, WriteNote}
FOR_GUESTS_AND_ADMINS: set[type] = {CancelBooking, MoveBooking}


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


@pytest.mark.parametrize("use_case", sorted(FOR_ADMINS_AND_STAFF, key=str))
def test_use_case_for_staff_takes_one_of_them_or_an_admin(use_case: type) -> None:
    assert _first_parameter(use_case) == Admin | Staff


def test_a_message_is_retried_by_an_admin_or_the_operator() -> None:
    assert _first_parameter(RetryFailedMessage) == Admin | Operator


def test_a_booking_is_shown_to_its_guest_and_at_the_desk() -> None:
    assert _first_parameter(ShowBooking) == Visitor | Admin | Staff


@pytest.mark.parametrize("use_case", sorted(FOR_GUESTS_AND_ADMINS, key=str))
def test_use_case_for_guests_and_admins_takes_one_of_the_two(use_case: type) -> None:
    assert _first_parameter(use_case) == Visitor | Admin


def test_deleting_is_for_the_guest_alone() -> None:
    assert _first_parameter(DeleteBooking) == Visitor


def test_no_use_case_of_the_desk_is_left_out() -> None:
    of_admins = _use_cases(desk) | _use_cases(broadcasts) | _use_cases(closures) | _use_cases(exports)
    # The worker's tasks, for what an admin asked for.
    assert of_admins - {ExportBookings, FinishClosures} == (ADMINS_ONLY & of_admins) | FOR_ADMINS_AND_STAFF


async def mypy_refuses_everything_but_a_checked_admin(
    venue: Venue,
    guest: Guest,
    list_day: ListDay,
    start: StartBroadcast,
    new: NewBroadcast,
    show: ShowBooking,
    cancel: CancelBooking,
    move: MoveBooking,
    search: SearchBookings,
    day: date,
) -> None:
    """Never runs. `warn_unused_ignores` makes `mypy` fail as soon as one of these calls compiles."""
    await list_day(guest.telegram_id, day)  # type: ignore[arg-type]  # an id that nobody has checked
    await list_day(venue, day)  # type: ignore[arg-type]
    await list_day(Visitor(venue, guest), day)  # type: ignore[arg-type]
    await start(guest, new)  # type: ignore[arg-type]
    await show(guest, 1)  # type: ignore[arg-type]
    await show(venue, 1)  # type: ignore[arg-type]
    staff = Staff(venue, 2)
    await search(staff, Search(), 1)  # type: ignore[arg-type]  # what only admins may
    await start(staff, new)  # type: ignore[arg-type]
    await cancel(staff, 1)  # type: ignore[arg-type]
    await move(staff, 1, "t1", datetime.now(UTC))  # type: ignore[arg-type]
    # An admin knows the venue: there is no place to pass another one.
    await start(venue, Admin(venue, 1), new)  # type: ignore[call-arg, arg-type]
