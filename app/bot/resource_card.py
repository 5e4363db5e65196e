"""The card of a table or a doctor in the chat."""

from app.domain.venues import Place
from app.texts.translator import Html, Words


def resource_card(place: Place, words: Words) -> Html:
    """Return the name with capacity or experience, and the description; of joined tables, that of the first one."""
    resource = place.resource
    facts: dict[str, str | int] = {
        "resource": place.name.to(words.locale),
        "description": resource.description.to(words.locale),
    }
    if resource.capacity is not None:
        return words("table_card", capacity=place.capacity, **facts)
    if resource.experience_years is not None:
        return words("doctor_card", years=resource.experience_years, **facts)
    return words("resource_card", **facts)
