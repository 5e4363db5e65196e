"""Changes that are made over REST are confirmed in the chat."""

from datetime import timedelta

import httpx

from app.database.transaction import Database
from app.domain.guests import Guest
from app.sandbox.chat_user import ChatUser
from tests.api.signing import a_user, init_data
from tests.product import ANNA, RESTAURANT, TOKENS, VERA, Product
from tests.ready_venues import visit

A_MOMENT = timedelta(seconds=2)
"""Longer than the pause between two messages to one chat."""
EVENING, LATER = "2026-11-24T18:00:00+03:00", "2026-11-24T20:00:00+03:00"


def news(user: ChatUser, headline: str) -> str:
    """The newest message that begins like this: earlier ones about the booking are edited to the same text."""
    *_, text = [message.text for message in user.messages if message.text.startswith(headline)]
    return text


async def test_a_booking_over_rest_is_confirmed_and_moved_in_the_chat(product: Product) -> None:
    anna, vera = product.person(ANNA), product.person(VERA)
    await anna.write("/start")
    await vera.write("/start")
    await product.advance(A_MOMENT)
    signed = init_data(TOKENS[RESTAURANT], product.clock.now(), a_user(ANNA))
    address = f"{product.address}/api/v1/venues/{RESTAURANT}"
    async with httpx.AsyncClient(base_url=address, headers={"Authorization": f"tma {signed}"}, timeout=60) as http:
        wish = {"resource_id": "t3", "starts_at": EVENING, "party_size": 2}
        booking = (await http.post("/bookings", json=wish)).json()
        await product.advance(A_MOMENT)
        confirmed = news(anna, "✅"), news(vera, "🆕")
        await http.post(f"/bookings/{booking['id']}/move", json={"starts_at": LATER, "resource_id": "t4"})
        await product.advance(A_MOMENT)

    assert all(visit("18:00") in text and "У окна на переулок" in text for text in confirmed)
    assert f"вторник, 24 ноября, {visit('20:00')}" in news(anna, "🔁")
    assert f"Было: вторник, 24 ноября, {visit('18:00')}, У окна на переулок." in news(anna, "🔁")
    assert "У окна во двор" in vera.last.text
    assert f"Было: вторник, 24 ноября, {visit('18:00')}, У окна на переулок." in vera.last.text


async def test_a_cancellation_over_rest_edits_the_confirmation(product: Product) -> None:
    anna = product.person(ANNA)
    await anna.write("/start")
    await product.advance(A_MOMENT)
    signed = init_data(TOKENS[RESTAURANT], product.clock.now(), a_user(ANNA))
    address = f"{product.address}/api/v1/venues/{RESTAURANT}"
    async with httpx.AsyncClient(base_url=address, headers={"Authorization": f"tma {signed}"}, timeout=60) as http:
        wish = {"resource_id": "t3", "starts_at": EVENING, "party_size": 2}
        booking = (await http.post("/bookings", json=wish)).json()
        await product.advance(A_MOMENT)
        confirmation = anna.last
        await http.post(f"/bookings/{booking['id']}/cancel")
        await product.advance(A_MOMENT)

    assert anna.last is confirmation
    assert confirmation.text.startswith("✖️ Бронь отменена")
    assert confirmation.buttons == [["Открыть бронь"]]


async def test_opening_the_mini_app_does_not_unmark_a_block(product: Product) -> None:
    anna = product.person(ANNA)
    await anna.write("/start")
    await anna.block()
    signed = init_data(TOKENS[RESTAURANT], product.clock.now(), a_user(ANNA, "Аня"))
    address = f"{product.address}/api/v1/venues/{RESTAURANT}/bookings"
    async with httpx.AsyncClient(headers={"Authorization": f"tma {signed}"}, timeout=60) as http:
        assert (await http.get(address)).status_code == 200
    assert (await stored(product)).blocked_at == product.clock.now()
    assert (await stored(product)).name.startswith("Аня"), "names follow all the same"
    await anna.write("/start")
    assert (await stored(product)).blocked_at is None


async def stored(product: Product) -> Guest:
    """Anna's row in the database, read in a transaction of its own."""
    database = await product.container.get(Database)
    async with database.read() as tx:
        guest = await tx.guests.find(RESTAURANT, ANNA)
    assert guest
    return guest
