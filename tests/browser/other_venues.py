"""A barber's shop, and a restaurant with joined tables that is open after midnight, beside the ready venues."""

import shutil
from pathlib import Path

HALL, BARBERS = "hall", "barbers"
RULES = """\
horizon_days = 30
min_notice_minutes = 0
cancel_until_minutes = 0
max_active_per_guest = 5

[messages]
"""
HALL_TOML = f"""\
name = {{ ru = "Зал", en = "Hall" }}
timezone = "Europe/Moscow"
locale = "ru"
address = {{ ru = "Улица, 1", en = "1 Street" }}
floor_plan = "plan.svg"

[opening_hours]
tue = ["18:00-02:00"]
wed = ["18:00-23:00"]

[booking]
asks = "party_size"
max_party_size = 8
slot_minutes = 120
start_every_minutes = 30
{RULES}
[[resources]]
id = "two"
name = {{ ru = "Стол 1", en = "Table 1" }}
description = {{ ru = "У двери", en = "By the door" }}
capacity = 2

[[resources]]
id = "t8"
name = {{ ru = "Стол 8", en = "Table 8" }}
description = {{ ru = "У окна", en = "By the window" }}
capacity = 4
joins = ["t9"]

[[resources]]
id = "t9"
name = {{ ru = "Стол 9", en = "Table 9" }}
description = {{ ru = "У окна", en = "By the window" }}
capacity = 4
joins = ["t8"]
"""
BARBERS_TOML = f"""\
name = {{ ru = "Барбершоп", en = "Barbers" }}
timezone = "Europe/Moscow"
locale = "ru"
address = {{ ru = "Улица, 2", en = "2 Street" }}

[opening_hours]
mon = ["10:00-20:00"]
tue = ["10:00-20:00"]

[booking]
asks = "service"
slot_minutes = 30
{RULES}
[[services]]
id = "cut"
name = {{ ru = "Стрижка", en = "Haircut" }}
description = {{ ru = "С мытьём и укладкой", en = "With a wash and styling" }}
minutes = 45
buffer_minutes = 15
price = {{ ru = "1 800 ₽", en = "1,800 ₽" }}
resources = ["anton", "boris"]

[[services]]
id = "shave"
name = {{ ru = "Бритьё", en = "Shave" }}
minutes = 30
price = {{ ru = "900 ₽", en = "900 ₽" }}
resources = ["boris"]

[[resources]]
id = "anton"
name = {{ ru = "Антон", en = "Anton" }}
description = {{ ru = "Стрижёт с десяти лет", en = "Has cut hair since he was ten" }}

[[resources]]
id = "boris"
name = {{ ru = "Борис", en = "Boris" }}
description = {{ ru = "Помнит все усы города", en = "Remembers every moustache in town" }}
"""
PLAN = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100">
<g data-resource="two"><rect data-part="area" x="0" y="0" width="90" height="100" fill="none" pointer-events="all"/>
<rect data-part="body" x="25" y="30" width="40" height="40"/></g>
<g data-resource="t8"><rect data-part="area" x="100" y="0" width="90" height="100" fill="none" pointer-events="all"/>
<rect data-part="body" x="115" y="30" width="60" height="40"/></g>
<g data-resource="t9"><rect data-part="area" x="200" y="0" width="90" height="100" fill="none" pointer-events="all"/>
<rect data-part="body" x="215" y="30" width="60" height="40"/></g>
</svg>
"""


def write_venues(folder: Path) -> None:
    """Write all venues into the folder, which must not exist yet."""
    shutil.copytree(Path("data/venues"), folder)
    for venue_id, toml in ((HALL, HALL_TOML), (BARBERS, BARBERS_TOML)):
        (folder / venue_id).mkdir()
        (folder / venue_id / "venue.toml").write_text(toml, encoding="utf-8")
        for locale in ("ru", "en"):
            (folder / venue_id / f"texts.{locale}.ftl").write_text("", encoding="utf-8")
    (folder / HALL / "plan.svg").write_text(PLAN, encoding="utf-8")
