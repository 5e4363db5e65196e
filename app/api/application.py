"""Add the API to the web application."""

from typing import Any

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from app.api import (
    availability,
    bookings,
    calendar,
    calendar_feed,
    desk,
    desk_bookings,
    desk_closures,
    desk_waitlist,
    guests,
    my_data,
    offers,
    pictures,
    venues,
    waitlist,
)
from app.api.body_limit import BodyLimit
from app.api.problem_schemas import Problem
from app.api.problems import answer_with_problems

DESCRIPTION = """\
Read a venue's catalogue, find a free slot, book it, cancel and move bookings, and wait for a place of a full day.

* **Times** are ISO 8601 with the offset of the venue's zone; requests may use any offset.
* **Names and descriptions** are in Russian and English.
* **Bookings**, the **waiting list** and `/me` need the header `Authorization: tma <initData>`: the guest is the user
  who signed it. So does the question to which slots a `booking` can move.
* **The desk** (`/desk`) is for the venue's admins. For anybody else it does not exist.
* **Errors** are [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problems, `application/problem+json`, with a stable
  `code`.
* **Limits**: 300 reads and 60 changes a minute; more are answered with 429 and `Retry-After` in seconds. A guest who
  has canceled ten bookings within a day cannot book for a while, and can move one booking ten times.
"""


def add_api(app: FastAPI, public_url: str | None) -> None:
    """Serve `/api/v1` and describe it in `/openapi.json`. Only pages of `public_url` may call it from a browser."""
    of_guests = (venues, pictures, availability, guests, my_data, offers, bookings, calendar, calendar_feed, waitlist)
    for part in (*of_guests, desk, desk_bookings, desk_closures, desk_waitlist):
        app.include_router(part.router)
    answer_with_problems(app)
    app.add_middleware(BodyLimit)
    if public_url:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=[public_url],
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "If-None-Match"],
            expose_headers=["ETag", "Retry-After"],
        )
    app.description = DESCRIPTION
    _describe_problems(app)


def _describe_problems(app: FastAPI) -> None:
    """Add the schema `Problem`, to which the routes' responses refer, to the OpenAPI document."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        document = described()
        schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        document["components"]["schemas"] |= {**schema.pop("$defs"), "Problem": schema}
        return document

    app.openapi = openapi  # type: ignore[method-assign]
