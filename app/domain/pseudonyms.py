"""What stands for a forgotten guest for a day: a code that nobody can turn back without the key."""

import hashlib
import hmac

from app.domain.guests import Guest
from app.domain.venues import Venue


def pseudonym_of(venue: Venue, guest: Guest) -> str | None:
    """Return the same code for the same Telegram user at the venue, today and when they come back; None without one.

    The venue's key is not in the database: who has only that cannot find the code of a Telegram id.
    """
    if guest.telegram_id is None:
        return None
    return hmac.new(venue.pseudonym_key, f"{venue.id} {guest.telegram_id}".encode(), hashlib.sha256).hexdigest()
