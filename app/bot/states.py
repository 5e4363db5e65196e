"""The states of the dialogs: one for each window.

Their names are frozen. Redis keeps them across deployments, and the chats in a renamed state would lose their dialog.
"""

from aiogram.fsm.state import State, StatesGroup


class Menu(StatesGroup):
    main = State()
    about = State()
    language = State()
    help = State()
    privacy = State()
    forget = State()
    forgotten = State()


class BookingSteps(StatesGroup):
    party_size = State()
    specialty = State()
    service = State()
    resource = State()
    day = State()
    time = State()
    place = State()
    confirm = State()
    for_whom = State()
    wait = State()
    waiting = State()


# Its name in Redis; in the code that is the domain's class.
BookingSteps.__name__ = "Booking"


class MyBookings(StatesGroup):
    list = State()
    card = State()
    cancel = State()
    delete = State()
    move_day = State()
    move_time = State()
    move_check = State()
    move_service = State()
    move_resource = State()
    move_place = State()
    wait = State()
    calendar = State()
    calendar_off = State()


class FailedMessages(StatesGroup):
    list = State()
    card = State()


class Broadcasting(StatesGroup):
    write = State()
    audience = State()
    check = State()


class Exporting(StatesGroup):
    period = State()
    first_day = State()
    last_day = State()
    format = State()


class Closing(StatesGroup):
    list = State()
    what = State()
    day = State()
    begin = State()
    end = State()
    end_day = State()
    check = State()


class DeskBooking(StatesGroup):
    wish = State()
    time = State()
    day = State()
    contact = State()
    place = State()
    check = State()


class AdminPanel(StatesGroup):
    main = State()
    qr_codes = State()
    users = State()
    figures = State()
    day = State()
    pick_day = State()
    card = State()
    cancel = State()
    move_day = State()
    move_time = State()
    move_check = State()
    move_resource = State()
    undecided = State()
    undecided_list = State()
    settle_all = State()
    guest = State()
    bar = State()
    note = State()
    hour = State()
    by_resource = State()
    figures_first = State()
    figures_last = State()
    search = State()
    waitlist = State()
    wait = State()
    messages = State()
    party = State()
    party_place = State()
