"""Read what a guest typed."""

from app.domain.sentences.read import SentenceReader, Understood
from app.domain.venues import Asks, Venue, Venues
from app.runtime.clock import Clock


class ReadSentence:
    """Return what a sentence says at one of the venues now. It changes nothing and needs no rights.

    `asked` is what the guest was asked for before.
    """

    def __init__(self, venues: Venues, clock: Clock) -> None:
        self._readers = {venue.id: SentenceReader(venue) for venue in venues.values()}
        self._clock = clock

    def __call__(self, venue: Venue, text: str, asked: Asks | None = None) -> Understood:
        return self._readers[venue.id](text, self._clock.now(), asked)
