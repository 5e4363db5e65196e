"""The desk over REST shows what a guest has answered to a reminder, and how they have rated the visit."""

from datetime import timedelta
from typing import cast

from app.domain.access import Visitor
from app.domain.venues import Venue, Venues
from app.usecases.bookings.answer_reminder import AnswerReminder
from app.usecases.messages.pass_on_answer import PassOnAnswer
from app.usecases.ratings.rate_visit import RateVisit
from tests.api.conftest import ADMIN, ANNA, BEN, RESTAURANT, Api

EVENING = "2026-11-24T18:00:00+03:00"
NEXT = "2026-11-24T19:30:00+03:00"
TUESDAY = "/desk/day?date=2026-11-24"
CARD = "/desk/bookings/1"


async def visitor(api: Api, telegram_id: int) -> Visitor:
    venues = cast(dict[str, Venue], await api.container.get(Venues))
    async with (await api.database()).read() as tx:
        guest = await tx.guests.find(RESTAURANT, telegram_id)
    assert guest
    return Visitor(venues[RESTAURANT], guest)


async def test_an_answer_is_on_the_day_and_on_the_card_until_the_guest_comes(api: Api) -> None:
    await api.book(ANNA, EVENING)
    await api.book(BEN, NEXT)
    first = await api.get(TUESDAY, ADMIN)
    assert [each["late_minutes"] for each in first.json()["bookings"]] == [None, None]

    await (await api.container.get(AnswerReminder))(await visitor(api, ANNA), 1, 20, 1)
    second = await api.get(TUESDAY, ADMIN)
    assert second.headers["ETag"] != first.headers["ETag"]
    assert [each["late_minutes"] for each in second.json()["bookings"]] == [20, None]
    card = (await api.get(CARD, ADMIN)).json()
    assert (card["touched_at"], card["history"][-1]["kind"]) == (NEXT, "late")

    api.clock.advance(timedelta(hours=30))
    await api.post(f"{CARD}/attendance?version=1", ADMIN, {"attendance": "seat"})
    assert (await api.get(CARD, ADMIN)).json()["booking"]["late_minutes"] is None


async def test_a_rating_is_on_the_card(api: Api) -> None:
    await api.book(ANNA, EVENING)
    card = (await api.get(CARD, ADMIN)).json()
    assert (card["stars"], card["comment"]) == (None, None)
    api.clock.advance(timedelta(hours=34))
    anna = await visitor(api, ANNA)
    await (await api.container.get(RateVisit))(anna, 1, 4, 1)
    assert await (await api.container.get(PassOnAnswer))(anna, 77, "The soup was cold")
    card = (await api.get(CARD, ADMIN)).json()
    assert (card["stars"], card["comment"]) == (4, "The soup was cold")
