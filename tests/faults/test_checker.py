"""The checker reports each broken promise, and no others."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.messages.kinds import Kind
from tests.faults.checker import Rows, Verdict, check
from tests.faults.doubles import TAKEN_OVER_WITHIN
from tests.faults.history import Event
from tests.faults.message_kinds import notifications_in

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
GUEST, ADMIN = 201, 101

Row = dict[str, Any]


def a_booking(number: int = 1, **other: object) -> Row:
    starts_at = NOW + 48 * HOUR
    return {
        "id": number, "venue_id": "bites_0", "guest_id": number, "resource_id": "t3", "status": "booked",
        "for_name": None, "for_birth_year": None,
        "starts_at": starts_at, "ends_at": starts_at + 2 * HOUR, "time_version": 1, **other,
    }  # fmt: skip


def a_row(number: int, kind: Kind, chat: int, status: str, **other: object) -> Row:
    return {
        "id": number, "venue_id": "bites_0", "booking_id": 1, "kind": kind, "variant": "", "chat_id": chat,
        "time_version": 1, "status": status, "planned_for": NOW, "due_at": NOW, "expires_at": NOW + HOUR,
        "settled_at": NOW + SECOND, "last_error": None, "failure": None, "attempts": 1, **other,
    }  # fmt: skip


def a_change(what: str, at: datetime = NOW) -> Row:
    return {"booking_id": 1, "what": what, "changed_at": at}


def a_ledger() -> list[Row]:
    """All notifications of one booking: the due ones are sent, the others pending."""
    later = {"due_at": NOW + 24 * HOUR, "settled_at": None, "attempts": 0}
    reminders = [a_row(3 + n, Kind.REMINDER, GUEST, "pending", **later) for n in range(3)]
    follow_ups = [a_row(6 + n, Kind.FOLLOW_UP, GUEST, "pending", **later) for n in range(4)]
    news = [a_row(1, Kind.CONFIRMATION, GUEST, "sent"), a_row(2, Kind.ALERT_BOOKED, ADMIN, "sent")]
    return [*news, *reminders, *follow_ups, a_row(10, Kind.VISIT_OVER, GUEST, "pending", **later)]


def rows(ledger: list[Row], *bookings: Row, changes: list[Row] | None = None) -> Rows:
    chats = {1: GUEST, 2: GUEST + 1}
    return Rows(bookings or [a_booking()], changes or [a_change("booked")], ledger, chats)  # type: ignore[arg-type, list-item]


def sent(kind: Kind = Kind.CONFIRMATION, chat: int = GUEST, after: timedelta = SECOND) -> Event:
    return Event(NOW + after, "sent", {"venue": "bites_0", "chat": chat, "kind": kind.value, "booking": 1})


ALERT = sent(Kind.ALERT_BOOKED, ADMIN)
ANSWERED = Event(NOW, "answered", {"guest": 0, "booking": 1, "chat": GUEST, "wish": "book", "outcome": "done"})


def broken(verdict: Verdict) -> str:
    return "\n".join(verdict.broken)


def test_a_run_without_mistakes_breaks_no_promise() -> None:
    verdict = check([ANSWERED, sent(), ALERT], rows(a_ledger()))
    assert broken(verdict) == ""
    assert (verdict.bookings, verdict.sent, verdict.doubles) == (1, 2, [])
    assert verdict.late_without_faults == [1, 1]


def test_overlapping_bookings_are_reported() -> None:
    second = a_booking(2, starts_at=NOW + 49 * HOUR, ends_at=NOW + 51 * HOUR)
    assert "overlap" in broken(check([sent(), ALERT], rows(a_ledger(), a_booking(), second)))
    assert "overlap" not in broken(
        check([sent(), ALERT], rows(a_ledger(), a_booking(), {**second, "status": "canceled"}))
    )


@pytest.mark.parametrize(("name", "born", "is_reported"), [("Маша", 2019, False), (None, None, True)])
def test_bookings_of_a_guest_may_overlap_only_for_different_people(
    name: str | None, born: int | None, *, is_reported: bool
) -> None:
    other = a_booking(2, guest_id=1, resource_id="t4", for_name=name, for_birth_year=born)
    twice = [ANSWERED, replace(ANSWERED, facts={**ANSWERED.facts, "booking": 2})]
    verdict = check([*twice, sent(), ALERT], rows(a_ledger(), a_booking(), other))
    assert ("overlap" in broken(verdict)) is is_reported
    assert verdict.for_others == (0 if is_reported else 1)
    assert "wanted" not in broken(verdict)
    third = a_booking(3, guest_id=1, resource_id="t5", for_name=name, for_birth_year=born)
    assert "overlap" in broken(check([*twice, sent(), ALERT], rows(a_ledger(), a_booking(), other, third)))


def test_more_bookings_than_a_guest_asked_for_are_reported() -> None:
    later = {"starts_at": NOW + 72 * HOUR, "ends_at": NOW + 73 * HOUR}
    twice = rows(a_ledger(), a_booking(), a_booking(2, guest_id=1, **later))
    assert "wanted 1 bookings and has 2" in broken(check([ANSWERED, sent(), ALERT], twice))


def test_an_answer_that_disagrees_with_the_database_is_reported() -> None:
    missing = replace(ANSWERED, facts={**ANSWERED.facts, "booking": 7})
    assert "not theirs" in broken(check([missing, sent(), ALERT], rows(a_ledger())))
    canceled = replace(ANSWERED, facts={**ANSWERED.facts, "wish": "cancel"})
    assert "was canceled, and is booked" in broken(check([canceled, sent(), ALERT], rows(a_ledger())))


def test_a_recorded_message_that_telegram_did_not_get_is_reported() -> None:
    assert "never sent" in broken(check([sent()], rows(a_ledger())))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": "queued"}, "is queued at the end"),
        ({"status": "failed", "last_error": "403"}, "failed: 403"),
        ({"status": "canceled"}, "though its booking was not changed"),
        ({"status": "missed"}, "missed before it had expired"),
    ],
)
def test_a_message_with_a_wrong_end_is_reported(change: Row, words: str) -> None:
    ledger = a_ledger()
    ledger[0] |= change
    assert words in broken(check([ALERT], rows(ledger)))


def test_a_message_may_fail_when_it_expires_before_the_next_attempt() -> None:
    ledger = a_ledger()
    failed = {"status": "failed", "failure": "unreachable", "last_error": "502", "attempts": 2}
    ledger[0] |= failed | {"settled_at": ledger[0]["expires_at"] - 2 * SECOND}
    verdict = check([ALERT], rows(ledger))
    assert (broken(verdict), verdict.missed) == ("", 1)
    for early_or_refused in {"attempts": 1}, {"failure": "blocked"}:
        assert "failed: 502" in broken(check([ALERT], rows([ledger[0] | early_or_refused, *ledger[1:]])))


def test_a_message_that_was_not_planned_is_reported() -> None:
    assert "not each reminder is in the ledger" in broken(check([sent(), ALERT], rows(a_ledger()[:-6])))


def test_a_message_about_a_canceled_booking_is_reported() -> None:
    ledger = [*a_ledger(), a_row(20, Kind.ALERT_CANCELED, ADMIN, "sent"), a_row(21, Kind.CANCELED, GUEST, "sent")]
    at_end = rows(
        ledger, a_booking(status="canceled"), changes=[a_change("booked"), a_change("canceled", NOW + SECOND)]
    )
    on_time = [ALERT, sent(Kind.ALERT_CANCELED, ADMIN)]
    assert broken(check([*on_time, sent()], at_end)) == ""
    assert check([*on_time, sent(after=2 * SECOND)], at_end).crossed == 1
    assert "after its booking had changed" in broken(check([*on_time, sent(after=9 * SECOND)], at_end))


def test_an_expired_message_is_reported() -> None:
    assert "after it had expired" in broken(check([sent(after=2 * HOUR), ALERT], rows(a_ledger())))


def stalled(until: timedelta, seconds: float) -> Event:
    return Event(NOW + until, "stalled", {"seconds": seconds})


def test_a_stall_of_the_machine_may_have_delayed_a_message() -> None:
    ledger = [*a_ledger(), a_row(20, Kind.ALERT_CANCELED, ADMIN, "sent"), a_row(21, Kind.CANCELED, GUEST, "sent")]
    at_end = rows(
        ledger, a_booking(status="canceled"), changes=[a_change("booked"), a_change("canceled", NOW + SECOND)]
    )
    late = [ALERT, sent(Kind.ALERT_CANCELED, ADMIN), sent(after=6 * SECOND)]
    verdict = check([*late, stalled(6 * SECOND, 4.0)], at_end)
    assert broken(verdict) == ""
    assert (verdict.crossed, verdict.longest_stall) == (1, 4.0)
    for too_short_or_elsewhere in stalled(6 * SECOND, 2.0), stalled(20 * SECOND, 4.0), stalled(-5 * SECOND, 4.0):
        assert "after its booking had changed" in broken(check([*late, too_short_or_elsewhere], at_end))
    expired = [sent(after=HOUR + 4 * SECOND), ALERT]
    assert broken(check([*expired, stalled(HOUR + 4 * SECOND, 3.0)], rows(a_ledger()))) == ""
    assert "after it had expired" in broken(check([*expired, stalled(HOUR / 2, 3.0)], rows(a_ledger())))


def dropped(after: timedelta = SECOND, **other: object) -> Event:
    return Event(NOW + after, "call_faulted", {"by": "DROP_AFTER", "chat": GUEST, "method": "sendMessage"} | other)


def fault(kind: str, start: timedelta, end: timedelta) -> list[Event]:
    return [Event(NOW + start, "fault", {"kind": kind}), Event(NOW + end, "recovered", {"kind": kind})]


def killed(after: timedelta) -> list[Event]:
    return fault("worker killed", after, after + 3 * SECOND)


TWICE = [sent(), sent(after=12 * SECOND), ALERT]
"""The confirmation, a second and twelve seconds after it was due."""


def test_a_double_needs_a_reason() -> None:
    assert "accepted 2 times, recorded 1; no reason" in broken(check(TWICE, rows(a_ledger())))


@pytest.mark.parametrize(
    "reason",
    [
        [dropped()],
        [dropped(1.5 * SECOND)],
        killed(0.5 * SECOND),
        killed(2.5 * SECOND),
        [*killed(5 * SECOND), stalled(5 * SECOND, 3.0)],
        [*killed(-SECOND), stalled(timedelta(0), 1.5)],
        [*fault("PostgreSQL down", 1.5 * SECOND, 5 * SECOND), *killed(9 * SECOND)],
        [*fault("PostgreSQL down", timedelta(0), 1.1 * SECOND), *killed(5 * SECOND)],
        [dropped(4 * SECOND), stalled(4 * SECOND, 2.5)],
    ],
)
def test_a_double_is_explained_by_a_fault_of_its_first_sending(reason: list[Event]) -> None:
    verdict = check([*TWICE, *reason], rows(a_ledger()))
    assert broken(verdict) == ""
    assert len(verdict.doubles) == 1


@pytest.mark.parametrize(
    "elsewhere",
    [
        [dropped(12 * SECOND)],
        [dropped(3 * SECOND)],
        [dropped(0.5 * SECOND)],
        [dropped(chat=ADMIN)],
        [dropped(by="DROP_BEFORE")],
        [dropped(method="editMessageText")],
        killed(-2 * SECOND),
        [*killed(-SECOND), stalled(-3 * SECOND, 1.5)],
        killed(5 * SECOND),
        killed(13 * SECOND),
        [*killed(5 * SECOND), stalled(9 * SECOND, 3.0)],
        [*fault("Redis down", 1.5 * SECOND, 5 * SECOND), *killed(9 * SECOND)],
        [*fault("PostgreSQL down", 1.5 * SECOND, 2 * SECOND), *killed(9 * SECOND)],
        [*fault("PostgreSQL down", 4 * SECOND, 8 * SECOND), *killed(9 * SECOND)],
        [*fault("PostgreSQL down", timedelta(0), 0.9 * SECOND), *killed(5 * SECOND)],
        fault("scheduler killed", SECOND, 4 * SECOND),
    ],
)
def test_a_fault_of_another_sending_does_not_explain_a_double(elsewhere: list[Event]) -> None:
    assert "accepted 2 times, recorded 1; no reason" in broken(check([*TWICE, *elsewhere], rows(a_ledger())))


def test_a_fault_of_the_last_sending_explains_only_a_message_that_ended_unrecorded() -> None:
    ledger = a_ledger()
    ledger[2] = a_row(3, Kind.REMINDER, GUEST, "sent")
    twice = [sent(), ALERT, sent(Kind.REMINDER), sent(Kind.REMINDER, after=12 * SECOND), dropped(12 * SECOND)]
    assert "no reason" in broken(check(twice, rows(ledger)))
    ledger[3] = a_row(4, Kind.REMINDER, GUEST, "canceled")
    assert "accepted" not in broken(check(twice, rows(ledger)))


@pytest.mark.parametrize(
    ("reason", "is_explained"),
    [
        (fault("web killed", 1.5 * SECOND, 4 * SECOND), True),
        ([dropped(method="editMessageText")], True),
        ([dropped()], False),
        ([], False),
    ],
)
def test_a_dialogs_message_that_was_edited_and_not_recorded_needs_a_reason(
    reason: list[Event], is_explained: bool
) -> None:
    ledger = [a_row(1, Kind.CONFIRMATION, GUEST, "canceled"), *a_ledger()[1:], a_row(20, Kind.CANCELED, GUEST, "sent")]
    ledger.append(a_row(21, Kind.ALERT_CANCELED, ADMIN, "sent"))
    edited = replace(sent(), facts={**sent().facts, "edited": True})
    events = [edited, ALERT, sent(Kind.ALERT_CANCELED, ADMIN, 3 * SECOND), *reason]
    changes = [a_change("booked"), a_change("canceled", NOW + 2 * SECOND)]
    verdict = check(events, rows(ledger, a_booking(status="canceled"), changes=changes))
    assert ("no reason" in broken(verdict)) is not is_explained


def test_a_web_process_that_was_killed_does_not_explain_a_double_of_a_worker() -> None:
    twice = [sent(), ALERT, sent(Kind.ALERT_BOOKED, ADMIN, 12 * SECOND), *fault("web killed", 2 * SECOND, 4 * SECOND)]
    assert "no reason" in broken(check(twice, rows(a_ledger())))


def test_a_dropped_answer_belongs_to_the_last_accepted_call() -> None:
    other = replace(sent(after=1.2 * SECOND), facts={**sent().facts, "booking": 2})
    second = a_row(20, Kind.CONFIRMATION, GUEST, "sent", booking_id=2)
    assert "no reason" in broken(check([*TWICE, other, dropped(1.3 * SECOND)], rows([*a_ledger(), second])))


def test_a_dropped_answer_of_gathered_alerts_explains_a_double_of_each() -> None:
    text = "🔔 <b>2 события</b>\n\n1. 🆕 вт, 18:00 · <a>Анна</a>\n2. 🆕 вт, 20:00 · <a>7. ❌ Бен</a>\n"
    told = notifications_in(text, {"inline_keyboard": [[{"callback_data": "open:1"}, {"callback_data": "open:2"}]]})
    assert told == [(Kind.ALERT_BOOKED, 1), (Kind.ALERT_BOOKED, 2)]
    alerts = [
        replace(sent(kind, ADMIN, after), facts={**sent(kind, ADMIN).facts, "booking": booking})
        for after in (SECOND, 12 * SECOND)
        for kind, booking in told
    ]
    ledger = rows([*a_ledger(), a_row(20, Kind.ALERT_BOOKED, ADMIN, "sent", booking_id=2)])
    assert len(check([sent(), *alerts], ledger).broken) == 2
    verdict = check([sent(), *alerts, dropped(chat=ADMIN)], ledger)
    assert (broken(verdict), len(verdict.doubles)) == ("", 2)


def test_a_killed_worker_explains_a_double_only_if_it_comes_soon() -> None:
    late = [sent(), sent(after=3 * SECOND + TAKEN_OVER_WITHIN), ALERT, *killed(1.5 * SECOND)]
    assert "no reason" not in broken(check(late, rows(a_ledger())))
    much_later = [sent(), sent(after=9 * SECOND + TAKEN_OVER_WITHIN), ALERT, *killed(1.5 * SECOND)]
    assert "no reason" in broken(check(much_later, rows(a_ledger())))
    during_fault = [*much_later, *fault("RabbitMQ down", 10 * SECOND, 16 * SECOND)]
    assert broken(check(during_fault, rows(a_ledger()))) == ""
    assert broken(check([*much_later, stalled(16 * SECOND, 6.0)], rows(a_ledger()))) == ""


def test_a_worker_killed_after_the_second_sending_does_not_explain_a_double() -> None:
    soon = [sent(), sent(after=2 * SECOND), ALERT]
    assert "no reason" in broken(check([*soon, *killed(2.5 * SECOND)], rows(a_ledger())))
    assert broken(check([*soon, *killed(1.5 * SECOND)], rows(a_ledger()))) == ""


def test_each_double_needs_a_reason_of_its_own() -> None:
    thrice = [*TWICE, sent(after=20 * SECOND)]
    assert "accepted 3 times, recorded 1; answer lost" in broken(check([*thrice, dropped()], rows(a_ledger())))
    assert broken(check([*thrice, dropped(), *killed(12.5 * SECOND)], rows(a_ledger()))) == ""


def test_a_message_that_was_accepted_and_never_recorded_needs_a_reason() -> None:
    ledger = a_ledger()
    ledger[0] |= {"status": "canceled"}
    at_end = rows(
        [*ledger, a_row(20, Kind.ALERT_CANCELED, ADMIN, "sent"), a_row(21, Kind.CANCELED, GUEST, "sent")],
        a_booking(status="canceled"),
        changes=[a_change("booked"), a_change("canceled", NOW + 2 * SECOND)],
    )
    once = [sent(), ALERT, sent(Kind.ALERT_CANCELED, ADMIN)]
    assert "accepted 1 times, recorded 0; no reason" in broken(check(once, at_end))
    for reason in [dropped()], killed(1.5 * SECOND):
        verdict = check([*once, *reason], at_end)
        assert (broken(verdict), verdict.unrecorded) == ("", 1)


def test_a_guest_who_gave_up_is_reported() -> None:
    gave_up = replace(ANSWERED, facts={**ANSWERED.facts, "outcome": "gave up: TimeoutError()"})
    verdict = check([gave_up, sent(), ALERT], rows(a_ledger()))
    assert "guest 0 wanted to book and gave up" in broken(verdict)
    assert verdict.gave_up == 1


def test_a_process_with_an_unclean_exit_code_is_reported() -> None:
    codes = [["web", -15], ["worker", 0], ["worker", 255], ["scheduler", 0]]
    stopped = Event(NOW + HOUR, "stopped", {"exit_codes": codes})
    assert broken(check([sent(), ALERT, stopped], rows(a_ledger()))) == "worker ended with 255"


def test_actions_that_did_not_occur_are_reported() -> None:
    untried = ["bookings for a relative", "moves", "cancellations", "faults"]
    assert check([sent(), ALERT], rows(a_ledger())).untried == untried
    assert Verdict(bookings=2, for_others=1, moves=1, cancellations=1, faults=Counter(["web killed"])).untried == []


@pytest.mark.parametrize(("first", "is_valid"), [("sent", True), ("pending", False)])
def test_a_second_follow_up_of_a_day_may_be_canceled(first: str, is_valid: bool) -> None:
    ledger = a_ledger()
    later = {"due_at": NOW + 24 * HOUR, "settled_at": None, "attempts": 0}
    ledger[5] = (
        a_row(6, Kind.FOLLOW_UP, GUEST, "sent") if first == "sent" else a_row(6, Kind.FOLLOW_UP, GUEST, first, **later)
    )
    ledger[6] = a_row(7, Kind.FOLLOW_UP, GUEST, "canceled", last_error="another question about a visit today")
    events = [ANSWERED, sent(), ALERT, *([sent(Kind.FOLLOW_UP)] if first == "sent" else [])]
    assert ("was canceled" not in broken(check(events, rows(ledger)))) is is_valid
