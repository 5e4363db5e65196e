"""The venues of the bench: copies of the restaurant, and a salon whose guests also book for their children.

The salon says what the restaurant says: its messages are told apart by the same words.
"""

import re
import shutil
from pathlib import Path

from tests.services.deployment import ROOT

RESTAURANTS = [f"bites_{number}" for number in range(6)]
"""With one bot all alerts would wait for Telegram's limit of one message a second to the admin."""
SALON = "salon"
SERVICE = "haircut"
TOKENS = {venue: f"{9001 + number}:fault-bench" for number, venue in enumerate([*RESTAURANTS, SALON])}

_RESTAURANT = ROOT / "data/venues/binary_bites"
_BOOKING = """
[booking]
asks = "service"
slot_minutes = 90
start_every_minutes = 30
horizon_days = 60
min_notice_minutes = 0
cancel_until_minutes = 0
max_active_per_guest = 5
"""
_PEOPLE = ("gleb", "asya", "ruslan", "semyon")
_SERVICE = f"""
[[services]]
id = "{SERVICE}"
name = {{ ru = "Стрижка", en = "Haircut" }}
minutes = 90
resources = {[*_PEOPLE]}
"""
_PERSON = """
[[resources]]
id = "{0}"
name = {{ ru = "{0}", en = "{0}" }}
description = {{ ru = "Стрижёт", en = "Cuts hair" }}
"""
_TEXTS = """
-booking = бронь
-Booking = Бронь
-bookings = брони
-Bookings = Брони
-of-bookings = броней
booking_done = 🎉 Столик ваш!
details_service =
    🗓 { $day }, { $slot } { $zone }
    🪑 { $resource }
"""


def write_venues(folder: Path) -> None:
    """Write the folders of all venues of `TOKENS`."""
    for venue in RESTAURANTS:
        shutil.copytree(_RESTAURANT, folder / venue)
    shutil.copytree(_RESTAURANT, folder / SALON)
    (folder / SALON / "floor_plan.svg").unlink()
    (folder / SALON / "venue.toml").write_text(_salon((_RESTAURANT / "venue.toml").read_text("utf-8")), "utf-8")
    with (folder / SALON / "texts.ru.ftl").open("a", encoding="utf-8") as texts:
        texts.write(_TEXTS)


def _salon(restaurant: str) -> str:
    """The file of the restaurant with people in place of tables: its hours and messages stay."""
    without_plan = re.sub(r"^floor_plan.*\n", "", restaurant, flags=re.MULTILINE)
    head, _, rest = without_plan.partition("[booking]")
    hours_and_messages = rest[rest.index("[opening_hours]") : rest.index("[[resources]]")]
    return head + _BOOKING + hours_and_messages + _SERVICE + "".join(map(_PERSON.format, _PEOPLE))
