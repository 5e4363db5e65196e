"""Turn refusals and failures into RFC 9457 problems: an HTTP status, a stable `code`, and a description."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from math import ceil
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from app.api.desk_schemas import DeskBooking
from app.api.problem_schemas import BookingInTheWay, FieldMistake, Problem
from app.api.schemas import LocalizedText
from app.database.errors import is_connection_error
from app.domain.errors import (
    GuestIsBusy,
    PartyDoesNotFit,
    Refused,
    SlotTaken,
    TooManyBookings,
    TooManyCancellations,
    TooManyMoves,
    TooManyNoShows,
    TooManyWaits,
)
from app.domain.venues import Venue

log = structlog.stdlib.get_logger()

MEDIA_TYPE = "application/problem+json"
STATUSES_WITH_RETRY_AFTER = {429, 503}
OUTAGE_RETRY_AFTER = timedelta(seconds=5)
"""`Retry-After` while the database is down."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The HTTP status of a code, and its title in the OpenAPI document."""

    status: int
    title: str


MEANINGS: Mapping[str, Meaning] = {
    "bad_request": Meaning(400, "The body is not JSON in UTF-8"),
    "unauthorized": Meaning(401, "The Authorization header is missing or was not signed by this venue's bot"),
    "session_expired": Meaning(401, "The initData is too old: open the Mini App again"),
    "not_found": Meaning(404, "It does not exist, or it is not the caller's"),
    "method_not_allowed": Meaning(405, "This path does not support the method"),
    "body_too_large": Meaning(413, "The body is too large"),
    "slot_taken": Meaning(409, "The slot is taken"),
    "party_does_not_fit": Meaning(409, "The resource does not fit the new number of guests"),
    "guest_is_busy": Meaning(409, "There is another booking for the same person at that time"),
    "too_many_bookings": Meaning(409, "The guest has as many upcoming bookings as the venue allows"),
    "too_many_cancellations": Meaning(409, "The guest has canceled as many bookings within a day as one may"),
    "too_many_moves": Meaning(409, "The guest has moved the booking as often as one may"),
    "too_many_no_shows": Meaning(
        403, "The guest has not come to as many visits within a year as the venue puts up with, and can call the venue"
    ),
    "guest_barred": Meaning(
        403, "The venue takes no bookings and no moves from the guest: the guest can call the venue"
    ),
    "too_late_to_change": Meaning(409, "The time until which the guest could change the booking has passed"),
    "invalid_relative": Meaning(422, "It is no name, or no year in which somebody may have been born"),
    "not_for_others": Meaning(422, "Guests of the venue book only for themselves"),
    "invalid_phone": Meaning(422, "It is no phone number that could be called"),
    "too_many_waits": Meaning(409, "The guest is on as many waiting lists as one may be"),
    "offer_over": Meaning(409, "The place is held for the guest no longer"),
    "too_early": Meaning(409, "It is too early to record whether the guest has come"),
    "too_late_to_answer": Meaning(409, "The time that the answer to a reminder names has passed"),
    "too_many_answers": Meaning(409, "The guest has answered to reminders of the booking as often as one may"),
    "too_late_to_rate": Meaning(409, "The time within which the rating could be changed has passed"),
    "not_standing": Meaning(409, "The booking has ended or was canceled"),
    "changed_meanwhile": Meaning(409, "The booking was changed after it was shown"),
    "still_standing": Meaning(409, "The booking has to be canceled first"),
    "outside_hours": Meaning(422, "No slot starts at that time"),
    "too_soon": Meaning(422, "The slot has started, or starts sooner than the venue's notice allows"),
    "too_far_ahead": Meaning(422, "The slot is beyond the venue's horizon"),
    "resource_does_not_fit": Meaning(
        422, "The party size or the service does not fit the resource, is missing or not allowed"
    ),
    "idempotency_key_reused": Meaning(422, "Another request was made with the same Idempotency-Key"),
    "validation_failed": Meaning(422, "The request is invalid"),
    "too_many_requests": Meaning(429, "Too many requests within a minute"),
    "internal_error": Meaning(500, "The server has a defect"),
    "service_unavailable": Meaning(503, "The database is down at the moment"),
}
"""Every code of the API. The codes of refusals are those of `app/domain/errors.py`."""

FRAMEWORK_CODES = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}
"""The codes of the framework's own errors, by their status: unreadable bodies, unknown paths and methods."""


class Unauthorized(Exception):  # noqa: N818  an answer, not a defect
    """The request is not signed by a guest of the venue. `code` is `unauthorized` or `session_expired`."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class TooManyRequests(Exception):  # noqa: N818
    """The caller has exceeded a limit and must wait for `retry_after`."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__("wait for the seconds of Retry-After")
        self.retry_after = retry_after


class Outdated(Exception):  # noqa: N818
    """An admin's change of a booking was refused, because it is no longer as the admin was shown it."""

    def __init__(self, refusal: Refused, truth: DeskBooking) -> None:
        super().__init__(str(refusal))
        self.code = refusal.code
        self.truth = truth
        """The booking as it is now."""


def answer_with_problems(app: FastAPI) -> None:
    """Register handlers that turn every error of the application into a problem."""
    app.exception_handler(Refused)(_refused)
    app.exception_handler(Outdated)(_outdated)
    app.exception_handler(Unauthorized)(_unauthorized)
    app.exception_handler(TooManyRequests)(_too_many_requests)
    app.exception_handler(RequestValidationError)(_validation_failed)
    app.exception_handler(HTTPException)(_http_exception)
    app.exception_handler(SQLAlchemyError)(_database_failed)
    app.exception_handler(OSError)(_database_failed)
    app.exception_handler(Exception)(_internal_error)


def documented(*codes: str) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may answer with these codes, for the OpenAPI document."""
    responses: dict[int | str, dict[str, Any]] = {}
    for code in sorted(codes, key=lambda code: MEANINGS[code].status):
        meaning = MEANINGS[code]
        response = responses.setdefault(
            meaning.status,
            {
                "description": HTTPStatus(meaning.status).phrase,
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}},
            },
        )
        if meaning.status in STATUSES_WITH_RETRY_AFTER:
            response["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
        example = _problem(code, meaning.title).model_dump(exclude_none=True)
        response["content"][MEDIA_TYPE]["examples"][code] = {"summary": meaning.title, "value": example}
    return responses


def public_responses(*codes: str) -> dict[int | str, dict[str, Any]]:
    """Document these error codes, and those that every route of a venue may answer with."""
    return documented("not_found", "validation_failed", "too_many_requests", *codes, "service_unavailable")


def guest_responses(*codes: str) -> dict[int | str, dict[str, Any]]:
    """Document these error codes, and those that every route of a guest may answer with."""
    return public_responses("unauthorized", "session_expired", *codes)


async def _refused(request: Request, refusal: Refused) -> JSONResponse:
    more: dict[str, Any] = {}
    match refusal:
        case SlotTaken():
            zone = request.state.venue.zone
            more["same_time_resource_ids"] = list(refusal.same_time)
            more["free_starts"] = [start.astimezone(zone) for start in refusal.free_starts]
        case PartyDoesNotFit():
            more["same_time_resource_ids"] = list(refusal.same_time)
        case GuestIsBusy():
            more["other_booking_id"] = refusal.other_booking_id
            more["booking"] = _in_the_way(request.state.venue, refusal)
        case TooManyBookings() | TooManyMoves() | TooManyNoShows() | TooManyWaits():
            more["limit"] = refusal.limit
        case TooManyCancellations():
            more["limit"] = refusal.limit
            more["again_at"] = refusal.again_at.astimezone(request.state.venue.zone)
    return _answer(_problem(refusal.code, str(refusal), **more))


def _in_the_way(venue: Venue, refusal: GuestIsBusy) -> BookingInTheWay:
    return BookingInTheWay(
        id=refusal.other_booking_id,
        resource_name=LocalizedText.model_validate(venue.resource_name(refusal.resource_id)),
        starts_at=refusal.starts_at.astimezone(venue.zone),
        for_name=refusal.for_name,
    )


async def _outdated(_request: Request, error: Outdated) -> JSONResponse:
    return _answer(_problem(error.code, str(error), truth=error.truth))


async def _unauthorized(_request: Request, error: Unauthorized) -> JSONResponse:
    return _answer(_problem(error.code, str(error)), {"WWW-Authenticate": "tma"})


async def _too_many_requests(_request: Request, error: TooManyRequests) -> JSONResponse:
    return _answer(_problem("too_many_requests", str(error)), _retry_after(error.retry_after))


async def _validation_failed(_request: Request, error: RequestValidationError) -> JSONResponse:
    mistakes = [FieldMistake(field=".".join(map(str, e["loc"])), message=e["msg"]) for e in error.errors()]
    detail = "; ".join(f"{mistake.field}: {mistake.message}" for mistake in mistakes)
    return _answer(_problem("validation_failed", detail, errors=mistakes))


async def _http_exception(request: Request, error: HTTPException) -> Response:
    code = FRAMEWORK_CODES.get(error.status_code)
    if code is None:
        return await http_exception_handler(request, error)
    return _answer(_problem(code, str(error.detail)), error.headers)


async def _database_failed(_request: Request, error: Exception) -> JSONResponse:
    if not is_connection_error(error):
        raise error
    log.warning("request refused while the database is down", error=repr(error))
    return _answer(_problem("service_unavailable", "try again in a moment"), _retry_after(OUTAGE_RETRY_AFTER))


async def _internal_error(_request: Request, _error: Exception) -> JSONResponse:
    # The server logs the traceback; the caller must not see it.
    return _answer(_problem("internal_error", "the request was not carried out"))


def _problem(code: str, detail: str, **more: Any) -> Problem:
    meaning = MEANINGS[code]
    return Problem(type=_type(code), title=meaning.title, status=meaning.status, detail=detail, code=code, **more)


def _type(code: str) -> str:
    return f"urn:bronya:problem:{code}"


def _answer(problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    # Members that do not apply are left out; within a member null means something.
    content = {name: value for name, value in problem.model_dump(mode="json").items() if value is not None}
    return JSONResponse(content, problem.status, headers, media_type=MEDIA_TYPE)


def _retry_after(wait: timedelta) -> dict[str, str]:
    return {"Retry-After": str(max(1, ceil(wait.total_seconds())))}
