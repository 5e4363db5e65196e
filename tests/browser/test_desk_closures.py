"""Admins close the venue or a table on the desk's page, after they have seen whom that hits, and reopen it."""

from playwright.async_api import expect

from tests.browser.conftest import OpenChat
from tests.browser.desk_screen import DeskScreen
from tests.browser.served_demo import ServedDemo
from tests.browser.test_desk import SIX, at_desk, book, start
from tests.product import ANNA, BEN, RESTAURANT


async def choose(desk: DeskScreen, what: str, begin: str, end: str) -> None:
    """Choose what to close on Monday, and see whom that hits."""
    await desk.page.locator("[data-action=closures]").click()
    await desk.card.locator("[data-choice=what]").select_option(what)
    await desk.card.locator("[data-field=begin-time]").fill(begin)
    await desk.card.locator("[data-field=end-time]").fill(end)
    await desk.card.locator("[data-action=preview]").click()


async def test_admin_closes_a_table_sees_whom_that_hits_and_reopens(open_page: OpenChat, served: ServedDemo) -> None:
    anna = await open_page(ANNA, RESTAURANT)
    await anna.start()
    booking_id, other_id = await book(served, ANNA), await book(served, BEN, resource_id="t4")
    desk = await start(open_page, served)
    await choose(desk, "t3", "17:00", "20:00")
    await expect(desk.card.locator("[data-hit] li")).to_have_count(1)
    await expect(desk.card.locator("[data-hit]")).to_contain_text("Анна Смирнова")
    await desk.card.get_by_role("textbox").fill("Прорвало трубу")
    await desk.card.get_by_role("button", name="Закрыть и отменить").click()
    await desk.sees("Закрыто, отменили: 1", "Закрыто: 17:00–20:00")
    await anna.sees("Прорвало трубу")
    assert [(await at_desk(served, each))[2] for each in (booking_id, other_id)] == ["canceled", "booked"]
    await desk.card.locator("[data-action=reopen]").click()
    await desk.sees("Снова открыто", "Сейчас и дальше всё открыто")
    await expect(desk.page.locator(".desk-closed")).to_have_count(0)
    await book(served, ANNA)


async def test_admin_closes_a_table_and_moves_its_guest_to_another_one(open_page: OpenChat, served: ServedDemo) -> None:
    anna = await open_page(ANNA, RESTAURANT)
    await anna.start()
    booking_id = await book(served, ANNA)
    desk = await start(open_page, served, 390)
    await choose(desk, "t3", "17:00", "20:00")
    await desk.sees("На то же время можно перенести всех")
    await expect(desk.card.locator("[data-moves-to]")).to_have_count(1)
    await desk.card.get_by_role("button", name="Закрыть и перенести: 1").click()
    await desk.sees("Закрыто, перенесли: 1")
    await anna.sees("Бронь перенесена", "Было: понедельник, 23 ноября, 18:00–19:30, У окна на переулок")
    place_id, starts_at, status = await at_desk(served, booking_id)
    assert (place_id != "t3", starts_at, status) == (True, SIX, "booked")


async def test_nothing_is_closed_when_it_would_hit_a_guest_whom_the_admin_has_not_seen(
    open_page: OpenChat, served: ServedDemo
) -> None:
    desk = await start(open_page, served, 320)
    await choose(desk, "", "17:00", "20:00")
    await desk.sees("Закрываем: Binary Bites?", "На это время никого не ждём")
    booking_id = await book(served, ANNA, SIX)
    await desk.card.locator("[data-action=close]").click()
    await desk.sees("Пока вы решали, всё изменилось", "Отменим 1 визит")
    assert (await at_desk(served, booking_id))[2] == "booked"
    await desk.card.get_by_role("button", name="Закрыть и отменить").click()
    await desk.sees("Закрыто, отменили: 1")
    desk.expect_error("409")
