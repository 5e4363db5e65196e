"""HEAD and conditional requests on every address."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from app.server.semantics import ConditionalRequests, HeadRequests
from tests.sandbox.conftest import serve

TEXT = "a picture"


@pytest.fixture
async def http(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    file = tmp_path / "picture.webp"
    file.write_text(TEXT)

    async def show_file(_: Request) -> Response:
        return FileResponse(file, headers={"Cache-Control": "public, max-age=86400", "Vary": "Accept-Encoding"})

    async def show_text(_: Request) -> Response:
        return PlainTextResponse(TEXT)

    async def fail(_: Request) -> Response:
        return PlainTextResponse("no", 404, {"ETag": '"a"'})

    routes: list[BaseRoute] = [
        Route("/file", show_file, methods=["GET"]),
        Route("/text", show_text, methods=["GET"]),
        Route("/missing", fail, methods=["GET"]),
    ]
    app = FastAPI(routes=routes)
    app.add_middleware(ConditionalRequests)
    app.add_middleware(HeadRequests)
    async with serve(app) as address, httpx.AsyncClient(base_url=address, timeout=60) as client:
        yield client


@pytest.mark.parametrize("path", ["/file", "/text", "/missing"])
async def test_head_has_the_headers_of_get_and_no_body(http: httpx.AsyncClient, path: str) -> None:
    got, head = await http.get(path), await http.head(path)
    assert head.status_code == got.status_code
    assert head.headers["Content-Length"] == got.headers["Content-Length"]
    assert head.content == b""


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"other",W/{}', "*"])
async def test_who_has_the_file_does_not_get_it_again(http: httpx.AsyncClient, form: str) -> None:
    etag = (await http.get("/file")).headers["ETag"]
    again = await http.get("/file", headers={"If-None-Match": form.format(etag)})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag
    assert again.headers["Cache-Control"] == "public, max-age=86400"
    assert again.headers["Vary"] == "Accept-Encoding"
    assert "Content-Length" not in again.headers


async def test_the_date_of_the_file_counts_where_there_is_no_tag(http: httpx.AsyncClient) -> None:
    modified = (await http.get("/file")).headers["Last-Modified"]
    assert (await http.get("/file", headers={"If-Modified-Since": modified})).status_code == 304
    assert (await http.head("/file", headers={"If-Modified-Since": modified})).status_code == 304
    both = {"If-Modified-Since": modified, "If-None-Match": '"other"'}
    assert (await http.get("/file", headers=both)).text == TEXT


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": '"other"'},
        {"If-Modified-Since": "Mon, 23 Nov 1998 09:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
        {"If-Modified-Since": "Mon, 23 Nov 2099 09:00:00"},
    ],
)
async def test_who_has_another_version_gets_the_file(http: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await http.get("/file", headers=headers)
    assert (answer.status_code, answer.text) == (200, TEXT)


async def test_nothing_but_a_success_is_unchanged(http: httpx.AsyncClient) -> None:
    assert (await http.get("/missing", headers={"If-None-Match": '"a"'})).status_code == 404
    assert (await http.get("/text", headers={"If-None-Match": "*"})).status_code == 200
