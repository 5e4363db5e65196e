"""Render what a guest of the waiting list is told: a place is held for them, and later what became of it."""

from datetime import datetime
from typing import assert_never

from app.bot.booking_facts import Visit, visit_facts
from app.bot.messages.buttons import DeclinePlace, LeaveList, TakePlace
from app.bot.messages.page import Page, make_button, make_keyboard
from app.domain.messages.letters import WaitlistLetter
from app.domain.messages.payloads import WaitlistOffer, WaitlistOver
from app.domain.waitlist import EndOfOffer
from app.texts.facts import OfferFacts
from app.texts.translator import Html, Words


def render_waitlist(letter: WaitlistLetter, words: Words, now: datetime) -> Page:
    """Return the offer with its buttons, or what it is edited to."""
    offer, wish = letter.offer, letter.wait.wish
    visit = Visit(offer.place_id, offer.slot, wish.party_size, wish.service, letter.wait.for_whom)
    facts = OfferFacts(
        **visit_facts(letter.envelope.venue, visit, words, now), held_until=words.dates.time(offer.held_until)
    )
    match letter.payload:
        case WaitlistOffer():
            take = make_button(words, "button_take_place", TakePlace(offer_id=offer.id))
            decline = make_button(words, "button_decline_place", DeclinePlace(offer_id=offer.id))
            leave = make_button(words, "button_leave_list", LeaveList(offer_id=offer.id))
            text = words(letter.envelope.notification.kind, **facts)
            return Page(text, make_keyboard([[take], [decline], [leave]]))
        case WaitlistOver(end=end):
            return Page(_what_became(end, facts, words, still_waits=letter.wait.is_living(now)))
        case _:
            assert_never(letter.payload)


def _what_became(end: EndOfOffer, facts: OfferFacts, words: Words, *, still_waits: bool) -> Html:
    """Say what became of an offer, for whom it was, and that another may follow if the guest `still_waits` for one."""
    lines = [words(f"offer_over_{end}", **facts)]
    if facts["relative"]:
        lines.append(words("details_for_whom", **facts))
    if still_waits and end is not EndOfOffer.TAKEN:
        lines.append(words("offer_may_follow"))
    return Html("\n".join(lines))
