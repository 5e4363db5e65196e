"""The API as a part of the web process."""

from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from app.api import availability, bookings, guests, venues
from app.api.body_limit import BodyLimit
from app.api.problems import answer_with_problems
from app.api.schemas import Problem

DESCRIPTION = """\
Look at a venue, find a free slot, book it, cancel and move bookings.

* **Times** are ISO 8601 with the offset of the venue's zone; any offset is understood.
* **Names and descriptions** come in Russian and English at once.
* **Bookings** and `/me` need the header `Authorization: tma <initData>`: the guest is whoever signed it.
* **Errors** are [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problems, `application/problem+json`, with a stable
  `code`.
* **Limits**: 300 reads and 60 changes a minute; beyond them comes a 429 with `Retry-After` in seconds.
"""


def add_api(app: FastAPI, public_url: str | None) -> None:
    """Serve `/api/v1` and describe it in `/openapi.json`. Browsers may call it from the pages of `public_url` only."""
    for part in (venues, availability, guests, bookings):
        app.include_router(part.router)
    answer_with_problems(app)
    app.add_middleware(BodyLimit)
    if public_url:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=[_origin(public_url)],
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key"],
            expose_headers=["Retry-After"],
        )
    app.description = DESCRIPTION
    _describe_problems(app)


def _describe_problems(app: FastAPI) -> None:
    """Routes refer to the shape of a problem by its name: put it into the document."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        document = described()
        schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        document["components"]["schemas"] |= {**schema.pop("$defs"), "Problem": schema}
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
