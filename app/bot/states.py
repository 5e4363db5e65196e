"""The dialogs' states. Names are frozen: Redis holds them across deployments, and a renamed one strands its chats."""

from aiogram.fsm.state import State, StatesGroup


class Menu(StatesGroup):
    main = State()
    about = State()
    language = State()
    help = State()


class Booking(StatesGroup):
    party_size = State()
    specialty = State()
    resource = State()
    day = State()
    time = State()
    confirm = State()
    done = State()


class MyBookings(StatesGroup):
    list = State()
    card = State()
    cancel = State()
    delete = State()
    move_day = State()
    move_time = State()
    move_check = State()


class FailedMessages(StatesGroup):
    list = State()
    card = State()


class Broadcasting(StatesGroup):
    write = State()
    audience = State()
    check = State()


class AdminPanel(StatesGroup):
    main = State()
    users = State()
    figures = State()
    day = State()
    card = State()
    cancel = State()
    move_day = State()
    move_time = State()
    move_check = State()
