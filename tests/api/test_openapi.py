"""The API conforms to its OpenAPI document for generated requests (Schemathesis)."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import uvicorn
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from pydantic import SecretStr
from schemathesis import APIOperation, BaseSchema, Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from app.main import create_app
from app.runtime.settings import Settings, VenueSettings
from tests.api.conftest import ANNA, CLINIC, RESTAURANT, TOKENS, RedisInMemory
from tests.api.signing import a_user, init_data
from tests.databases import copy_of

EXAMPLES = 10
"""For each operation, valid and invalid requests. More of them find no more and take longer."""
KNOWN = {"venue": RESTAURANT, "resource_id": "t3", "file": "belova.webp", "booking_id": 1}
"""Values for valid requests: invented ids would not be found."""


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application over real HTTP, on the machine's clock, without limits."""
    said = Settings(
        _env_file=None,
        venues={venue: VenueSettings(bot_token=SecretStr(TOKENS[venue])) for venue in (RESTAURANT, CLINIC)},
        database_url=SecretStr(copy_of(sqlite_template, tmp_path_factory.mktemp("openapi"))),
        log_level="ERROR",
    )
    with pytest.MonkeyPatch.context() as patch, socket.create_server(("127.0.0.1", 0)) as listening:
        patch.setattr("app.api.callers.READS", 10**9)
        patch.setattr("app.api.callers.WRITES", 10**9)
        app = create_app(said, RedisInMemory())
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        thread = threading.Thread(target=asyncio.run, args=[serve(server, app, listening)])
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


async def serve(server: uvicorn.Server, app: FastAPI, listening: socket.socket) -> None:
    """Wait until the server should exit, then close what the application has opened: its lifespan does not run here."""
    await server.serve([listening])
    await app.state.container.close()


@pytest.fixture(scope="module")
def document(address: str) -> BaseSchema:
    return schemathesis.openapi.from_url(f"{address}/openapi.json")


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_api_conforms_to_its_openapi_document(
    document: BaseSchema, mode: GenerationMode, subtests: pytest.Subtests
) -> None:
    signed = init_data(TOKENS[RESTAURANT], datetime.now(UTC), a_user(ANNA))
    for found in document.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        with subtests.test(operation.label):
            probe(operation, mode, {"Authorization": f"tma {signed}"})


def probe(operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, headers: dict[str, str]) -> None:
    known = {name: value for name, value in KNOWN.items() if f"{{{name}}}" in operation.path}

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(mode, path_parameters=known if mode.is_positive else None))
    def ask(case: Case[Any]) -> None:
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

    ask()
