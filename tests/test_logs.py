"""The log of the product: one id from an update to the last message that it caused, and nothing about people."""

import io
import json
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.runtime.logs import SafeFormatter
from app.runtime.settings import LogFormat
from app.sandbox.sandbox import PEOPLE
from tests.bot.steps import book, press_all, window
from tests.databases import copy_of
from tests.logs import own_logging
from tests.product import ANNA, RESTAURANT, TOKENS, VERA, Product, running

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Talking:
    """A product that logs what it does, and what it has written."""

    product: Product
    written: io.StringIO

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.written.getvalue().splitlines()]


@pytest.fixture
async def talking(product: Product, sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Talking]:
    """`product` is asked for because it prepares the process."""
    url = copy_of(sqlite_template, tmp_path)
    with own_logging():
        async with running(url, log_level="INFO", log_format=LogFormat.JSON) as quiet:
            (handler,) = (each for each in logging.getLogger().handlers if isinstance(each.formatter, SafeFormatter))
            assert isinstance(handler, logging.StreamHandler)
            written = io.StringIO()
            handler.setStream(written)
            yield Talking(quiet, written)


def lines_of(lines: list[dict[str, Any]], event: str, **fields: object) -> list[dict[str, Any]]:
    return [line for line in lines if line["event"] == event and fields.items() <= line.items()]


async def test_one_id_leads_from_an_update_to_the_last_message_that_it_caused(talking: Talking) -> None:
    await talking.product.person(VERA).write("/start")
    await book(talking.product.person(ANNA))
    await talking.product.settle()
    await talking.product.advance(2 * DAY)  # past the reminders, the visit and the follow-ups
    lines = talking.lines
    (booked,) = lines_of(lines, "booked")
    assert booked["update"], "the update that has booked"
    assert re.fullmatch("[0-9a-f]{16}", booked["trace"])
    sent = lines_of(lines, "delivery", outcome="sent", trace=booked["trace"])
    assert {"confirmation", "alert_booked", "reminder", "follow_up"} <= {line["kind"] for line in sent}
    others = [line for line in lines_of(lines, "delivery") if line.get("trace") != booked["trace"]]
    assert {line["kind"] for line in others} <= {"service_started"}


async def test_no_line_has_a_token_a_name_or_a_phone_number(talking: Talking, monkeypatch: pytest.MonkeyPatch) -> None:
    # The calendar program of this test, which logs in the same process what it asks for.
    monkeypatch.setattr(logging.getLogger("httpx"), "disabled", True)
    anna, vera = talking.product.person(ANNA), talking.product.person(VERA)
    await book(anna)
    await anna.send_contact()
    await vera.write("/admin")
    await press_all(vera, "➕ Новая бронь", "2", "›", "20:00")
    await vera.write("Аристарх 8 916 123-45-67")
    await vera.press("📞 Да, гость позвонил")
    await press_all(anna, "📆 Все визиты в моём календаре", "🔗 Получить адрес")
    (address,) = re.findall(r"http\S+[.]ics", window(anna).text)
    async with httpx.AsyncClient(timeout=60) as http:
        assert (await http.get(address)).status_code == 200
        await anna.write("/delete_me")
        await anna.press("Да, удалить")
        assert (await http.get(address)).status_code == 404
    await talking.product.settle()
    await talking.product.advance(2 * DAY)
    text = talking.written.getvalue()
    assert text.count('"booked"') == 2, "all of it happened"
    assert '"guest forgotten"' in text
    assert '"calendar address made"' in text
    people = [person for person in PEOPLE if person.id in {ANNA, VERA}]
    calendar_token = address.rpartition("/")[2].removesuffix(".ics")
    private = {
        TOKENS[RESTAURANT].partition(":")[2],
        calendar_token[:32],
        calendar_token[32:],
        "Аристарх",
        "9161234567",
        "123-45-67",
    }
    for person in people:
        private |= {str(value) for value in (person.first_name, person.last_name, person.username, person.phone)}
    assert [word for word in sorted(private) if word in text] == []
