"""Who comes in a guest's place, in a request and in an answer."""

from datetime import date

from app.api import schemas
from app.domain.relatives import Relative, make_relative


def read_for_whom(body: schemas.RelativeBody | None, today: date) -> Relative | None:
    """Return the person of a request; None for the guest. `today` is a local date of the venue.

    Raises `InvalidRelative`.
    """
    return make_relative(body.name, body.birth_year, today) if body else None


def view_for_whom(for_whom: Relative | None) -> schemas.RelativeView | None:
    """Return the person who comes; None for the guest."""
    return schemas.RelativeView.model_validate(for_whom) if for_whom else None
