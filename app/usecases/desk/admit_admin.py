"""Let admins and staff to the desk."""

from app.domain.access import Admin, Staff
from app.domain.errors import NotFound
from app.domain.venues import Venue
from app.runtime.rejections import Rejection, count_rejection


def admit_admin(venue: Venue, telegram_id: int) -> Admin:
    """Return the user as an admin of the venue. Raises `NotFound` for anybody who is none, and counts the attempt."""
    try:
        return Admin(venue, telegram_id)
    except NotFound:
        count_rejection(Rejection.NOT_AN_ADMIN, venue.id)
        raise


def admit_to_desk(venue: Venue, telegram_id: int) -> Admin | Staff:
    """Return the user as an admin, or as one of the staff of the venue. For anybody else like `admit_admin`."""
    if not venue.is_admin(telegram_id) and venue.resources_of(telegram_id):
        return Staff(venue, telegram_id)
    return admit_admin(venue, telegram_id)
