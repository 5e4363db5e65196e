"""Search in what a venue offers."""

from app.domain.sentences.catalogue_search import CatalogueSearch, Hits
from app.domain.venues import Venue, Venues


class SearchCatalogue:
    """Return what a venue offers for the words of a query. No rights are needed."""

    def __init__(self, venues: Venues) -> None:
        self._searches = {venue.id: CatalogueSearch(venue) for venue in venues.values()}

    def __call__(self, venue: Venue, query: str) -> Hits:
        return self._searches[venue.id](query)
