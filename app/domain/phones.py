"""Phone numbers as people write them, and as they are stored."""

from dataclasses import dataclass

import phonenumbers

from app.domain.errors import InvalidPhone
from app.domain.names import clean_name

DIGITS_OF_NUMBER = 5
"""Words with so many digits were meant to have a phone number."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A guest as they are known at the desk: by a name, a phone number, both or neither."""

    name: str = ""
    """As `app.domain.names` cleans it."""
    phone: str | None = None
    """In E.164: `+79161234567`."""


def read_phone(written: str, region: str | None) -> str:
    """Return a phone number in E.164. `region` (ISO 3166-1) is that of numbers without a country code.

    Raises `InvalidPhone` for what is no number that could be called.
    """
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        raise InvalidPhone(f"no phone number: {len(written)} characters") from None
    if not phonenumbers.is_valid_number(number):
        raise InvalidPhone("no valid phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_contact(written: str, region: str | None) -> Contact:
    """Return the name and the phone number of a line such as `Anna 8 916 123-45-67`, in any order.

    Raises `InvalidPhone` where there are digits of which no number can be made.
    """
    match = next(iter(phonenumbers.PhoneNumberMatcher(written, region)), None)
    if match is None:
        if sum(map(str.isdecimal, written)) >= DIGITS_OF_NUMBER:
            raise InvalidPhone("no valid phone number")
        return Contact(clean_name(written))
    rest = f"{written[: match.start]} {written[match.end :]}"
    phone = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
    return Contact(clean_name(rest.strip(" ,;:+-—–\n\t")), phone)


def shown_phone(phone: str) -> str:
    """Return a stored number as people read it: `+7 916 123-45-67`."""
    return phonenumbers.format_number(phonenumbers.parse(phone), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
