"""The message after a visit: a question with stars, and below it what the guest has given."""

from aiogram.types import InlineKeyboardButton

from app.bot.messages.buttons import BookAgain, GiveStars
from app.bot.messages.page import Rows, make_button
from app.domain.bookings import Booking
from app.domain.names import shorten
from app.domain.ratings import STARS, Rating
from app.texts.facts import COMMENT_SHOWN, BookingFacts
from app.texts.translator import Html, Words


def render_question(
    booking: Booking, facts: BookingFacts, key: str, rating: Rating | None, words: Words
) -> tuple[Html, Rows]:
    """Return the follow-up with the text `key`, with stars under it, and with the guest's rating if there is one."""
    text = add_for_whom(words(key, **facts), facts, words)
    if rating and rating.stars:
        text = Html(f"{text}\n{words(_thanks(rating), stars=shown_stars(rating))}")
    return text, [[_button(booking, stars, words) for stars in STARS], again_row(booking, words)]


def add_for_whom(text: Html, facts: BookingFacts, words: Words) -> Html:
    """Add who came, where that was not the guest: the venue's own text does not say it."""
    return Html(f"{text}\n\n{words('details_for_whom', **facts)}") if facts["relative"] else text


def again_row(booking: Booking, words: Words) -> list[InlineKeyboardButton]:
    """Return the button that books the same once more."""
    return [make_button(words, "button_book_again", BookAgain(booking_id=booking.id))]


def shown_stars(rating: Rating | None) -> str:
    """`★★★★☆`; empty for no stars."""
    stars = (rating and rating.stars) or 0
    return "★" * stars + "☆" * (STARS[-1] - stars) if stars else ""


def shown_comment(rating: Rating | None) -> str:
    """Return the beginning of the guest's words; empty for none."""
    return shorten(rating.comment, COMMENT_SHOWN) if rating and rating.comment else ""


def _thanks(rating: Rating) -> str:
    """The key of the answer to the stars: it asks for words unless there are some."""
    if rating.comment:
        return "rated_with_words"
    return "rated_low" if rating.is_low else "rated_well"


def _button(booking: Booking, stars: int, words: Words) -> InlineKeyboardButton:
    carries = GiveStars(booking_id=booking.id, stars=stars)
    return InlineKeyboardButton(text=words.plain("button_stars", stars=stars), callback_data=carries.pack())
