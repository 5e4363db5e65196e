"""What the chat shows of a guest's choices: the service with its length and price, the doctor or the table."""

from collections.abc import Sequence
from datetime import timedelta

from app.bot.resource_card import resource_card
from app.domain.availability.offering import Offering, Wish
from app.domain.venues import Asks, Place, Service, Venue
from app.texts.translator import Html, Words

MINUTE = timedelta(minutes=1)


def choice_card(
    venue: Venue, wish: Wish, wanted: Place | None, words: Words, any_of: Sequence[str] | None = None
) -> Html:
    """Return what was chosen before a day: for whom or for what, and where. `wanted` is None for any place that fits,
    or for any of the resources with the ids `any_of`.

    Raises `NotFound` for a specialty or a service that the catalogue does not have.
    """
    lines = _wish_lines(venue, wish, words)
    if wanted is not None:
        lines.append(resource_card(wanted, words))
    elif any_of:
        names = " / ".join(venue.resource_name(each).to(words.locale) for each in any_of)
        lines.append(words("any_of_places", places=names))
    elif venue.booking.asks is not Asks.PARTY_SIZE:
        lines.append(words("any_resource"))
    return Html("\n".join(lines))


def wish_card(venue: Venue, wish: Wish, words: Words) -> Html:
    """Return for whom or for what, without where; empty where nothing was chosen yet. Raises `NotFound`, too."""
    return Html("\n".join(_wish_lines(venue, wish, words)))


def _wish_lines(venue: Venue, wish: Wish, words: Words) -> list[str]:
    lines: list[str] = []
    if wish.party_size is not None:
        lines.append(words("party", size=wish.party_size))
    if wish.specialty is not None:
        lines.append(words("chosen_specialty", specialty=venue.specialty(wish.specialty).name.to(words.locale)))
    if wish.service is not None:
        lines.append(_service_line(venue.service(wish.service), words))
    return lines


def service_card(service: Service, words: Words) -> Html:
    """Return the service's name, length and price, and its description if it has one."""
    line = _service_line(service, words)
    if service.description is None:
        return line
    return words("described_service_card", line=line, description=service.description.to(words.locale))


def ordinary_visit_card(venue: Venue, words: Words) -> Html:
    """Return the card of a visit without a service."""
    length = Offering(venue).duration(Wish())
    return words("service_card", service=words("ordinary_visit"), terms=length_of_visit(length, words))


def unnamed_service(venue: Venue, service_id: str | None, words: Words) -> Html:
    """Return the service's line where the details of a visit do not name it: a clinic's messages must not tell what the
    visit is for, its windows may. Empty without such a service, and for one that the catalogue no longer has."""
    service = venue.services.get(service_id or "")
    if service is None or venue.booking.asks is Asks.SERVICE:
        return Html("")
    return _service_line(service, words)


def _service_line(service: Service, words: Words) -> Html:
    return words("service_card", service=service.name.to(words.locale), terms=service_terms(service, words))


def service_terms(service: Service, words: Words) -> str:
    """Return the length and the price: `45 min · 1,800 ₽`."""
    length = length_of_visit(service.length, words)
    return f"{length} · {service.price.to(words.locale)}" if service.price else length


def length_of_visit(length: timedelta, words: Words) -> str:
    """Return `45 min`."""
    return words("visit_length", minutes=length // MINUTE)
