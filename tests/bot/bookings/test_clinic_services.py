"""A patient chooses a service after the specialty, or an ordinary visit."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.bot.venue_bots import VenueBots
from app.database.transaction import Database
from app.domain.bookings import Booking
from app.domain.venues import Localized, Service, Venues
from app.sandbox.chat_user import ChatUser
from tests.bot.steps import TUESDAY, press_all, window
from tests.product import ANNA, CLINIC, Product

EXAMINATION = Service(
    "examination", Localized("Полный осмотр", "Full examination"), timedelta(minutes=60), timedelta(0), ("gromov",)
)


async def the_booking(product: Product) -> Booking:
    database = await product.container.get(Database)
    async with database.read() as tx:
        return await tx.bookings.get(CLINIC, 1)


@pytest.fixture
async def patient(product: Product) -> ChatUser:
    """A patient of a clinic where a doctor has a service besides ordinary visits."""
    venues, bots = await product.container.get(Venues), await product.container.get(VenueBots)
    assert isinstance(venues, dict)
    served = bots.of_venue(CLINIC)
    venues[CLINIC] = changed = replace(served.venue, services={EXAMINATION.id: EXAMINATION})
    bots._by_bot[served.bot.id] = replace(served, venue=changed)
    user = product.person(ANNA, CLINIC)
    await user.write("/start")
    return user


async def test_patient_chooses_a_service_after_the_specialty(product: Product, patient: ChatUser) -> None:
    await press_all(patient, "📝 Записаться", "🩺 Терапия")
    assert "Обычный приём · 30 мин\nПолный осмотр · 60 мин" in window(patient).text
    await press_all(patient, "Полный осмотр", TUESDAY, "10:00")
    assert "10:00–11:00" in window(patient).text
    assert "Пётр Ильич Громов" in window(patient).text
    assert "Полный осмотр" in window(patient).text
    await patient.press("✅ Подтвердить")
    await product.settle()
    assert (await the_booking(product)).service_id == "examination"
    assert not [each.text for each in patient.messages if "осмотр" in each.text.lower()], "messages do not tell it"


async def test_patient_may_choose_an_ordinary_visit(product: Product, patient: ChatUser) -> None:
    await press_all(patient, "📝 Записаться", "🩺 Терапия", "Обычный приём", "👤 Выбрать врача", "Пётр Ильич Громов")
    await press_all(patient, TUESDAY, "10:00", "✅ Подтвердить")
    booking = await the_booking(product)
    assert (booking.service_id, booking.resource_id) == (None, "gromov")


async def test_specialty_without_services_asks_for_a_day_at_once(patient: ChatUser) -> None:
    await press_all(patient, "📝 Записаться", "🧒 Педиатрия")
    assert "На какой день" in window(patient).text
    await press_all(patient, "‹ Назад", "🩺 Терапия", "‹ Назад")
    assert "Какой врач вам нужен?" in window(patient).text
