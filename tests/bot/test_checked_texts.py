"""A start renders only the texts that have changed since they were found right."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.bot.checked_texts import KEPT
from app.bot.text_checks import TextCheck, text_mistakes
from app.container.bots import read_venues
from app.runtime.mistakes import OperatorMistake
from app.runtime.settings import Settings
from tests.catalogue.venue_files import CAFE, write_venue


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of two venues that were never checked."""
    for venue_id in ("cafe", "other"):
        write_venue(tmp_path / "venues", venue_id, CAFE)
    return Settings(_env_file=None, venues_dir=tmp_path / "venues", cache_dir=tmp_path / "cache")


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the venues whose texts are rendered, one for each language."""
    ids: list[str] = []
    render = TextCheck.mistakes

    def count(check: TextCheck) -> object:
        ids.append(check._venue.id)
        return render(check)

    monkeypatch.setattr(TextCheck, "mistakes", count)
    return ids


def add_text(settings: Settings, text: str) -> None:
    with (settings.venues_dir / "cafe/texts.ru.ftl").open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")


def test_the_next_start_renders_nothing(settings: Settings, rendered: list[str]) -> None:
    read_venues(settings)
    assert rendered == ["cafe", "cafe", "other", "other"]
    rendered.clear()

    read_venues(settings)
    assert rendered == []


def test_a_changed_text_is_rendered_with_the_others_of_its_venue(settings: Settings, rendered: list[str]) -> None:
    read_venues(settings)
    add_text(settings, "about = A cafe.")
    rendered.clear()

    read_venues(settings)
    assert rendered == ["cafe", "cafe"]


def test_a_text_that_becomes_wrong_during_the_check_is_not_noted_as_right(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check_and_change(*arguments: Any) -> list[str]:
        found = list(text_mistakes(*arguments))
        add_text(settings, "about = <b>Cafe")
        return found

    with monkeypatch.context() as patch:
        patch.setattr("app.container.bots.text_mistakes", check_and_change)
        read_venues(settings)

    with pytest.raises(OperatorMistake, match="about: expected Telegram's HTML"):
        read_venues(settings)


def test_a_changed_venue_is_rendered(settings: Settings, rendered: list[str]) -> None:
    read_venues(settings)
    with (settings.venues_dir / "cafe/venue.toml").open("a", encoding="utf-8") as file:
        file.write("\n# Another comment.\n")
    rendered.clear()

    read_venues(settings)
    assert rendered == ["cafe", "cafe"]


def test_another_release_renders_all(settings: Settings, rendered: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    read_venues(settings)
    monkeypatch.setattr("app.bot.checked_texts._digest_of_release", lambda: "another")
    rendered.clear()

    read_venues(settings)
    assert len(rendered) == 4


def test_a_wrong_text_stops_each_start_until_it_is_mended(settings: Settings) -> None:
    add_text(settings, "about = <b>Cafe")
    for _ in range(2):
        with pytest.raises(OperatorMistake, match="about: expected Telegram's HTML"):
            read_venues(settings)

    file = settings.venues_dir / "cafe/texts.ru.ftl"
    file.write_text(file.read_text(encoding="utf-8").replace("<b>", ""), encoding="utf-8")
    read_venues(settings)


def test_what_was_noted_a_month_ago_is_forgotten_when_something_is_noted(settings: Settings) -> None:
    read_venues(settings)
    noted = set((settings.cache_dir / "texts").iterdir())
    for file in noted:
        old = file.stat().st_mtime - (KEPT + timedelta(hours=1)).total_seconds()
        os.utime(file, (old, old))
    add_text(settings, "about = A cafe.")

    read_venues(settings)
    (left,) = (settings.cache_dir / "texts").iterdir()
    assert left not in noted


def test_a_folder_that_cannot_be_made_stops_nothing(settings: Settings, rendered: list[str]) -> None:
    settings.cache_dir.write_text("a file where the folder should be")

    for _ in range(2):
        read_venues(settings)
    assert len(rendered) == 8
