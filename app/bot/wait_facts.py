"""What texts say about a wish of the waiting list, in the reader's language and on the venue's clock."""

from datetime import datetime

from app.bot.choice_card import choice_card
from app.domain.availability.offering import Wish
from app.domain.errors import NotFound
from app.domain.venues import Venue
from app.domain.waitlist import NewWait, Offer, Wait
from app.texts.facts import WaitFacts
from app.texts.translator import Html, Words


def wait_facts(venue: Venue, wait: Wait, offer: Offer | None, words: Words, now: datetime) -> WaitFacts:
    """Say for what a guest waits, and what is held for them now."""
    return WaitFacts(
        day=words.dates.long_day(wait.day, now),
        window=window_of(venue, wait, words),
        wish=wish_line(venue, wait.wish, wait.place_id, words),
        relative=wait.for_whom.shown if wait.for_whom else "",
        since_day=words.dates.month_day(wait.joined_at, now),
        since_time=words.dates.time(wait.joined_at),
        held_slot=words.dates.slot(offer.slot) if offer else "",
        held_until=words.dates.time(offer.held_until) if offer else "",
        held_resource=venue.resource_name(offer.place_id).to(words.locale) if offer else "",
    )


def window_of(venue: Venue, wait: NewWait, words: Words) -> str:
    """Return which times of the day suit the guest."""
    if wait.wished_at is not None:
        return words("window_around", time=words.dates.time(wait.wished_at))
    if wait.is_all_day(venue):
        return words("window_day")
    begin, end = words.dates.time(wait.begins_at), words.dates.time(wait.ends_at)
    return words("window_between", begin_time=begin, end_time=end)


def wish_line(venue: Venue, wish: Wish, place_id: str | None, words: Words) -> str:
    """Return in one line for how many or for what, and where: `2 guests, Table 5`."""
    parts: list[str] = []
    if wish.party_size is not None:
        parts.append(words("party", size=wish.party_size))
    if wish.specialty is not None:
        known = venue.specialties.get(wish.specialty)
        parts.append(known.name.to(words.locale) if known else wish.specialty)
    if wish.service is not None:
        service = venue.services.get(wish.service)
        parts.append(service.name.to(words.locale) if service else wish.service)
    if place_id is not None:
        parts.append(venue.resource_name(place_id).to(words.locale))
    return ", ".join(parts)


def wait_card(venue: Venue, new: NewWait, words: Words) -> Html:
    """Return the card of what a guest waits for, and who will come; one line of it where the catalogue no longer has
    that."""
    try:
        place = venue.place(new.place_id) if new.place_id is not None else None
        card = choice_card(venue, new.wish, place, words)
    except NotFound:
        card = Html(words("choice_is_gone"))
    return Html(f"{card}\n{words('details_for_whom', relative=new.for_whom.shown)}") if new.for_whom else card
