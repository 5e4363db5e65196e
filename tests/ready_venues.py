"""The ready venues' rules, for tests that are about something else: what they expect follows the catalogue."""

from datetime import datetime
from pathlib import Path

from app.catalogue.loader import load_venues
from app.domain.availability.offering import Offering, Wish

VENUES = load_venues(Path("data/venues"))
RESTAURANT = VENUES["binary_bites"]


def visit(begins: str, party_size: int = 2) -> str:
    """`18:00–19:30`: how texts say when a party that comes to the restaurant at a local time stays."""
    ends = datetime.strptime(begins, "%H:%M") + Offering(RESTAURANT).duration(Wish(party_size))  # noqa: DTZ007
    return f"{begins}–{ends:%H:%M}"
