"""The links with which a guest keeps a visit, or tells others of it."""

from urllib.parse import parse_qs, urlsplit

from app.domain.availability.slots import Slot
from app.domain.visit_links import google_calendar_link, share_link
from tests.domain.builders import utc


def test_google_calendar_gets_the_visit_in_utc() -> None:
    link = google_calendar_link("Bar: Стол 1", "Bar, 1 & 2", Slot(utc("2026-11-24 15:00"), utc("2026-11-24 17:00")))

    assert link.startswith("https://calendar.google.com/calendar/render?")
    assert parse_qs(urlsplit(link).query) == {
        "action": ["TEMPLATE"],
        "text": ["Bar: Стол 1"],
        "dates": ["20261124T150000Z/20261124T170000Z"],
        "location": ["Bar, 1 & 2"],
    }


def test_telegram_is_given_a_link_and_a_text() -> None:
    link = share_link("https://t.me/bar_bot", "See you + me at 18:00\n& bring cake")

    assert link.startswith("https://t.me/share/url?url=")
    assert "+" not in link, "Telegram does not read it as a space"
    assert parse_qs(urlsplit(link).query) == {
        "url": ["https://t.me/bar_bot"],
        "text": ["See you + me at 18:00\n& bring cake"],
    }
