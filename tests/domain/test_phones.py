"""Phone numbers and names as an admin types them."""

import pytest

from app.domain.errors import InvalidPhone
from app.domain.phones import Contact, read_contact, read_phone, shown_phone

ANNA = Contact("Анна", "+79161234567")


@pytest.mark.parametrize(
    "written",
    [
        "Анна 8 916 123-45-67",
        "89161234567 Анна",
        "+7 (916) 123-45-67, Анна",
        "Анна: +79161234567",
        "Анна\n8-916-123-45-67",
    ],
)
def test_a_line_has_a_name_and_a_number_in_any_order(written: str) -> None:
    assert read_contact(written, "RU") == ANNA


def test_a_line_may_have_only_one_of_them() -> None:
    assert read_contact("Анна и Пётр, 4 гостя", "RU") == Contact("Анна и Пётр, 4 гостя")
    assert read_contact("8 916 123-45-67", "RU") == Contact("", ANNA.phone)


def test_a_number_of_another_country_needs_its_code() -> None:
    assert read_contact("Ben +44 20 7946 0958", "RU").phone == "+442079460958"
    assert read_contact("Ben +44 20 7946 0958", None).phone == "+442079460958"


@pytest.mark.parametrize("written", ["Анна 8 916 123", "Анна 12345678901234567890", "8 000 000-00-00"])
def test_digits_that_make_no_number_are_refused(written: str) -> None:
    with pytest.raises(InvalidPhone):
        read_contact(written, "RU")


@pytest.mark.parametrize("written", ["", "abc", "+0", "+7", "\x00", "+" + "9" * 40])
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(InvalidPhone):
        read_phone(written, "RU")


def test_a_stored_number_is_shown_in_groups() -> None:
    assert shown_phone("+79161234567") == "+7 916 123-45-67"
