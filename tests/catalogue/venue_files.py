"""The files of a small restaurant and a small clinic, which are valid until a test changes them."""

from pathlib import Path

from PIL import Image

CAFE = """\
name = { ru = "Кафе", en = "Cafe" }
timezone = "Europe/Moscow"
locale = "ru"
address = { ru = "Улица, 1", en = "1 Street" }

[booking]
asks = "party_size"
max_party_size = 4
slot_minutes = 120
horizon_days = 60
min_notice_minutes = 15
cancel_until_minutes = 30
max_active_per_guest = 5

[opening_hours]
mon = ["06:00-24:00"]
sun = ["14:00-18:00", "08:00-12:00"]

[closures]
dates = ["2027-01-01"]

[messages]
reminders = ["30m", "24h", "6h"]
quiet_hours = "22:00-09:00"

[[messages.follow_ups]]
text = "review"
after = "1h"
offer = false

[[messages.follow_ups]]
text = "come_again"
after = "90m"
offer = true

[[resources]]
id = "t1"
name = { ru = "Стол", en = "Table" }
description = { ru = "У окна", en = "By the window" }
capacity = 4
"""

CLINIC = """\
name = { ru = "Клиника", en = "Clinic" }
timezone = "Asia/Vladivostok"
locale = "en"
address = { ru = "Улица, 2", en = "2 Street" }
phone = "+7 (423) 2000000"

[booking]
asks = "specialty"
slot_minutes = 30
horizon_days = 60
min_notice_minutes = 0
cancel_until_minutes = 0
max_active_per_guest = 5

[opening_hours]
mon = ["08:00-20:00"]

[messages]

[[specialties]]
id = "therapy"
name = { ru = "Терапия", en = "General practice" }
description = { ru = "Обо всём", en = "Everything" }
icon = "stethoscope"

[[resources]]
id = "ivanov"
name = { ru = "Иванов", en = "Ivanov" }
description = { ru = "Врач", en = "Doctor" }
specialty = "therapy"
experience_years = 15
photo = "ivanov.webp"
"""

TEXTS = "review = How was it?\ncome_again = Come again.\n"


def write_venue(venues_dir: Path, venue_id: str, toml: str) -> Path:
    """Write a venue with its texts and photo, and return its folder."""
    folder = venues_dir / venue_id
    (folder / "photos").mkdir(parents=True)
    Image.new("RGB", (40, 40)).save(folder / "photos" / "ivanov.webp")
    (folder / "venue.toml").write_text(toml, encoding="utf-8")
    for locale in ("ru", "en"):
        (folder / f"texts.{locale}.ftl").write_text(TEXTS, encoding="utf-8")
    return folder
