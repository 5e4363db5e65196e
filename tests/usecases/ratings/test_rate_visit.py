"""A guest rates a visit and writes about it, once on each backend."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.database.guests import TelegramUser
from app.domain.access import Admin, Visitor
from app.domain.bookings import Booking
from app.domain.errors import NotFound
from app.domain.messages.kinds import Kind
from app.domain.messages.letters import BookingLetter
from app.domain.ratings import Rating, RatingSummary
from app.domain.venues import FollowUpRule, MessageRules
from app.usecases.desk.show_card import ShowCard
from app.usecases.desk.show_figures import ShowFigures
from app.usecases.guests.forget_guest import ForgetGuest
from app.usecases.guests.tell_my_data import TellMyData
from app.usecases.messages.pass_on_answer import PassOnAnswer
from app.usecases.ratings.rate_visit import RateVisit
from tests.databases import OpenDatabase
from tests.domain.builders import a_venue
from tests.harness import EVENING, FIRST_MESSAGE_ID, Harness

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TUESDAY = date(2026, 11, 24)
"""The day of the first visit. Its stars are given an hour after it, before midnight."""
QUESTIONS = (
    FollowUpRule("review", HOUR, offer=False, asks_rating=True),
    FollowUpRule("how_was_it", DAY, offer=False, asks_rating=True),
)
VENUE = replace(a_venue(messages=MessageRules((), QUESTIONS)), admin_ids=(900,))
ELSEWHERE = replace(VENUE, id="other")
ADMIN = Admin(VENUE, 900)


class RatingHarness(Harness):
    """A venue that asks twice after each visit, an hour and a day later."""

    def __init__(self, database: OpenDatabase) -> None:
        super().__init__(database, VENUE, ELSEWHERE)

    async def rate(self, visitor: Visitor, booking: Booking, stars: int) -> Rating:
        return (await self.get(RateVisit)(visitor, booking.id, stars, FIRST_MESSAGE_ID)).rating

    async def write(self, visitor: Visitor, text: str, message_id: int = 77) -> bool:
        return await self.get(PassOnAnswer)(visitor, message_id, text)

    async def deliver(self) -> None:
        """Deliver what was pushed: nothing else takes it from the queue here."""
        self.clock.advance(timedelta(minutes=3))
        await self.deliver_due()

    async def rating(self, booking: Booking) -> Rating | None:
        return (await self.get(ShowCard)(ADMIN, booking.id)).rating

    def letters(self, kind: Kind) -> list[BookingLetter]:
        sent = (each for each in self.sender.sent if isinstance(each, BookingLetter))
        return [each for each in sent if each.envelope.notification.kind is kind]


@pytest.fixture
def harness(database: OpenDatabase) -> RatingHarness:
    return RatingHarness(database)


@pytest.fixture
async def anna(harness: RatingHarness) -> Visitor:
    return await harness.visitor()


@pytest.fixture
async def booking(harness: RatingHarness, anna: Visitor) -> Booking:
    """Anna's visit, an hour and a few minutes after its end, when she has been asked how it was."""
    booked = await harness.book(anna.guest)
    harness.clock.move_to(booked.ends_at + HOUR)
    await harness.deliver()
    assert len(harness.letters(Kind.FOLLOW_UP)) == 1
    return booked


async def test_stars_and_words_are_kept_together_whichever_comes_first(
    harness: RatingHarness, anna: Visitor, booking: Booking
) -> None:
    assert await harness.write(anna, "The soup was cold")
    first_at = harness.clock.now()
    assert await harness.rate(anna, booking, 3) == Rating(3, "The soup was cold", first_at)
    harness.clock.advance(HOUR)
    await harness.write(anna, "But you were kind", message_id=78)
    await harness.rate(anna, booking, 4)
    assert await harness.rating(booking) == Rating(4, "The soup was cold\nBut you were kind", first_at)
    assert len(harness.letters(Kind.ALERT_RATED)) == 0


async def test_only_the_guest_of_the_visit_rates_it(harness: RatingHarness, anna: Visitor, booking: Booking) -> None:
    async with harness.database.write() as tx:
        elsewhere = await tx.guests.register(ELSEWHERE.id, TelegramUser(1, "Anna", None, "ru"), harness.clock.now())
    for visitor in (await harness.visitor(2), Visitor(ELSEWHERE, elsewhere)):
        with pytest.raises(NotFound):
            await harness.rate(visitor, booking, 1)
    for stars in (0, 6):
        with pytest.raises(NotFound):
            await harness.rate(anna, booking, stars)
    assert await harness.rating(booking) is None


async def test_few_stars_alert_the_admins_at_once_and_the_alert_is_edited(
    harness: RatingHarness, anna: Visitor, booking: Booking
) -> None:
    await harness.write(anna, "The soup was cold")
    for stars in (1, 1, 2, 5):
        await harness.rate(anna, booking, stars)
        await harness.deliver()
    told = harness.letters(Kind.ALERT_RATED)
    assert [letter.rating and letter.rating.stars for letter in told] == [1, 2, 5]
    assert [letter.envelope.notification.message_id is None for letter in told] == [True, False, False]
    assert told[0].rating
    assert told[0].rating.comment == "The soup was cold"


async def test_words_after_few_stars_are_passed_on_with_the_stars(
    harness: RatingHarness, anna: Visitor, booking: Booking
) -> None:
    await harness.rate(anna, booking, 2)
    await harness.deliver()
    await harness.write(anna, "The soup was cold")
    await harness.deliver()
    (answered,) = harness.letters(Kind.ALERT_ANSWERED)
    assert answered.rating == await harness.rating(booking)
    assert answered.rating
    assert answered.rating.stars == 2


async def test_a_slip_of_the_finger_that_is_corrected_alerts_nobody(
    harness: RatingHarness, anna: Visitor, booking: Booking
) -> None:
    await harness.rate(anna, booking, 1)
    await harness.rate(anna, booking, 5)
    await harness.deliver()
    assert harness.letters(Kind.ALERT_RATED) == []


@pytest.mark.parametrize("is_rated", [True, False])
async def test_a_visit_that_was_rated_is_not_asked_about_again(
    harness: RatingHarness, anna: Visitor, booking: Booking, is_rated: bool
) -> None:
    if is_rated:
        await harness.rate(anna, booking, 5)
    harness.clock.move_to(booking.ends_at + DAY)
    await harness.deliver()
    assert len(harness.letters(Kind.FOLLOW_UP)) == (1 if is_rated else 2)


async def test_words_are_about_the_visit_that_was_rated_last(
    harness: RatingHarness, anna: Visitor, booking: Booking
) -> None:
    """Of two visits Anna was asked about the second one last, but it is the first one that she has just rated."""
    second = await harness.book(anna.guest, EVENING + 2 * DAY)
    harness.clock.move_to(second.ends_at + HOUR)
    await harness.deliver()
    await harness.write(anna, "About the second")
    harness.clock.advance(HOUR)
    await harness.rate(anna, booking, 5)
    await harness.write(anna, "About the first", message_id=78)
    assert [each and each.comment for each in (await harness.rating(booking), await harness.rating(second))] == [
        "About the first",
        "About the second",
    ]


async def test_figures_average_the_stars_that_were_given_on_the_days(
    harness: RatingHarness, anna: Visitor, booking: Booking
) -> None:
    async def ratings(first: date, last: date) -> RatingSummary:
        return (await harness.get(ShowFigures)(ADMIN, first, last)).ratings

    maria = await harness.visitor(2)
    other = await harness.book(maria.guest, EVENING + DAY)
    await harness.write(anna, "Words alone have no stars")
    await harness.rate(anna, booking, 5)
    assert await ratings(TUESDAY, TUESDAY) == RatingSummary(1, 5.0)
    harness.clock.move_to(other.ends_at)
    await harness.rate(maria, other, 2)
    assert await ratings(TUESDAY, TUESDAY + DAY) == RatingSummary(2, 3.5)
    assert await ratings(TUESDAY + 2 * DAY, TUESDAY + 2 * DAY) == RatingSummary(0, None)


async def test_a_forgotten_guest_leaves_the_stars_and_no_words(
    harness: RatingHarness, anna: Visitor, booking: Booking
) -> None:
    await harness.rate(anna, booking, 4)
    await harness.write(anna, "The soup was cold")
    told = (await harness.get(TellMyData)(anna)).ratings[booking.id]
    assert (told.stars, told.comment) == (4, "The soup was cold")

    await harness.get(ForgetGuest)(anna)
    left = await harness.rating(booking)
    assert left
    assert (left.stars, left.comment) == (4, None)
