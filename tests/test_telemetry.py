"""What a process tells a collector and Sentry: where it happened, and nothing about people."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from pydantic import SecretStr
from taskiq import InMemoryBroker

from app.bot.bot_session import BotSession
from app.runtime.mistakes import OperatorMistake
from app.runtime.settings import Settings
from app.runtime.telemetry import start_telemetry
from app.sandbox.sandbox import PEOPLE
from app.usecases.bookings.list_my_bookings import ListMyBookings
from tests.bot.bookings.test_for_others import CONFIRM, FOR_WHOM, choose
from tests.bot.steps import book, press_all, told
from tests.databases import copy_of
from tests.logs import own_logging
from tests.product import ANNA, CLINIC, RESTAURANT, TOKENS, Product, running
from tests.receivers import Receiver, SentSpan, receiving

DAY = timedelta(days=1)
UPDATE = "POST /webhook/{venue_id}"
SEND, DELIVER = "send/deliver_notification", "execute/deliver_notification"
GUEST = next(person for person in PEOPLE if person.id == ANNA)
SECRET = TOKENS[RESTAURANT].partition(":")[2]
SEARCHED = "Аристарх"
RELATIVE = "Мирослава"
OF_CLINIC = TOKENS[CLINIC].partition(":")[2]
DEFECT = f"a defect in the bookings of {GUEST.first_name}, {GUEST.phone}, with {SECRET}"
OF_DEFECT = {SECRET, GUEST.first_name, str(GUEST.phone).removeprefix("+")}
OF_REQUEST = {quote(SEARCHED), SECRET, OF_CLINIC}
"""The address of a search, and those of the sandbox's Bot API."""
PRIVATE = {SEARCHED, RELATIVE, str(GUEST.last_name), str(GUEST.username)} | OF_DEFECT | OF_REQUEST


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
async def sent(
    receiver: Receiver,
    product: Product,
    sqlite_template: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Receiver:
    """What a product has sent that was told to send all: a guest has booked, also for a child, shared a phone number,
    searched, and met a defect.

    `product` is asked for because it prepares the process.
    """

    async def fail(*_: object) -> None:
        raise RuntimeError(DEFECT)

    # Over HTTP, which one of the libraries watches.
    monkeypatch.setattr(BotSession, "make_request", AiohttpSession.make_request)
    configured: dict[str, Any] = {
        "otel_exporter_otlp_endpoint": receiver.endpoint,
        "sentry_dsn": SecretStr(receiver.dsn),
    }
    with own_logging():
        async with running(copy_of(sqlite_template, tmp_path), **configured) as watched:
            anna = watched.person(ANNA)
            await book(anna)
            await watched.settle()
            await anna.send_contact()
            mother = watched.person(ANNA, CLINIC)
            await choose(mother, "🧒 Педиатрия")
            await press_all(mother, FOR_WHOM)
            await mother.write(f"{RELATIVE} 2019")
            await mother.press(CONFIRM)
            assert RELATIVE in told(mother).text
            await watched.settle()
            await watched.advance(DAY)  # to a reminder
            async with httpx.AsyncClient(base_url=watched.address, timeout=60) as client:
                found = await client.get(f"/api/v1/venues/{RESTAURANT}/search", params={"query": SEARCHED})
                assert found.status_code == 200, found.text
                await client.get("/healthz")
            monkeypatch.setattr(ListMyBookings, "__call__", fail)
            await anna.write("/my")
            await watched.settle()
    return receiver


@pytest.fixture
def without_cleaning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.runtime.tracing.clean", lambda span: span)
    monkeypatch.setattr("app.runtime.error_reports.clean", lambda _process, event, _hint: event)


def trace_with(receiver: Receiver, statement: str) -> list[SentSpan]:
    """The first trace that has a statement with this beginning."""
    found, *_ = (
        spans for spans in receiver.traces.values() if any(each.statement.startswith(statement) for each in spans)
    )
    return found


async def test_an_update_its_statements_and_its_deliveries_are_one_trace(sent: Receiver) -> None:
    trace = trace_with(sent, "INSERT INTO bookings")
    names = [span.name for span in trace]
    assert names.count(UPDATE) == 1
    assert names.count(SEND) == names.count(DELIVER) == 1, "an alert; web edits its own message into the confirmation"
    by_id = {each.span.span_id: each for each in trace}
    assert {UPDATE, SEND, DELIVER} == {by_id[each.span.parent_span_id].name for each in trace if each.name != UPDATE}
    assert {each.process for each in trace} == {"bronya-one-process"}
    # The reminder of the next day is a trace of its own; the id of the log leads to it.
    log_ids = {each.attributes["bronya.trace"] for each in trace if "bronya.trace" in each.attributes}
    assert len(log_ids) == 1
    assert len({each.span.trace_id for each in sent.spans if each.attributes.get("bronya.trace") in log_ids}) > 1
    roots = {each.name for each in sent.spans if not each.span.parent_span_id}
    assert not [name for name in roots if "healthz" in name or name.startswith(("SELECT", "UPDATE", "BEGIN"))]


async def test_a_defect_is_reported_once_with_its_place_and_nothing_about_people(sent: Receiver) -> None:
    event, *others = sent.errors
    # An update that web did not answer in time comes again, and fails again.
    assert event["tags"]["trace"] not in {each["tags"]["trace"] for each in others}
    (exception,) = event["exception"]["values"]
    assert exception["type"] == "RuntimeError"
    assert exception["stacktrace"]["frames"][-1]["function"] == "fail"
    assert event["logentry"] == {"message": "update failed"}
    assert event["tags"].keys() == {"process", "trace", "update"}
    assert sent.spans
    assert [word for word in sorted(PRIVATE) if word in sent.text_of_errors + sent.text_of_spans] == []


@pytest.mark.usefixtures("without_cleaning")
async def test_without_cleaning_they_would_be_sent(sent: Receiver) -> None:
    """The control: the libraries do send it, and the test before would find it."""
    assert {word for word in PRIVATE if word in sent.text_of_errors} == OF_DEFECT
    assert {word for word in PRIVATE if word in sent.text_of_spans} == OF_REQUEST


@pytest.mark.parametrize(
    ("package", "variable", "told"),
    [
        ("sentry_sdk", "SENTRY_DSN", {"sentry_dsn": SecretStr("https://key@sentry.example.com/42")}),
        ("opentelemetry.sdk", "OTEL_EXPORTER_OTLP_ENDPOINT", {"otel_exporter_otlp_endpoint": "http://collector:4318"}),
    ],
)
def test_a_missing_package_is_named(
    monkeypatch: pytest.MonkeyPatch, package: str, variable: str, told: dict[str, Any]
) -> None:
    for module in [*filter(lambda name: name.startswith(package), sys.modules), package]:
        monkeypatch.setitem(sys.modules, module, None)
    for module in ("app.runtime.tracing", "app.runtime.error_reports"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    with pytest.raises(OperatorMistake, match=rf"^{variable}: the package {package}\S* is not installed: see require"):
        start_telemetry(Settings(_env_file=None, **told), "web", InMemoryBroker())
