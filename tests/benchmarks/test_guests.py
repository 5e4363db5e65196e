"""The guests of the benchmarks book as long as they are let, so that what is measured are bookings."""

from tests.benchmarks.guests import CHOICES, BookingGuest
from tests.product import ANNA, Product

ROUNDS = 3


async def test_a_guest_books_in_each_round(product: Product) -> None:
    guest = BookingGuest(product.person(ANNA), seed=1)
    await guest.arrive()

    for _ in range(ROUNDS * (len(CHOICES) + 2)):
        await guest.go_on()

    booked = [toast for toast in guest.user.toasts if "Столик ваш" in toast.text]
    assert len(booked) == ROUNDS
