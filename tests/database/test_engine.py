"""A database that does not answer is away: nobody waits for it without end."""

import pytest
from sqlalchemy import text

from app.database.engine import create_engine
from app.database.errors import DatabaseUnreachableError, is_connection_error
from tests.services.instances import PostgreSQL

pytestmark = pytest.mark.services


async def test_postgresql_that_refuses_connections_is_a_connection_error(
    postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.database.engine.CONNECT_TIMEOUT", 0.2)
    with postgresql.frozen():
        assert is_connection_error(await error_of(postgresql.url, "SELECT 1"))


async def test_postgresql_that_does_not_answer_is_a_connection_error(postgresql: PostgreSQL) -> None:
    assert is_connection_error(await error_of(postgresql.url, "SELECT pg_sleep(60)", command_timeout=0.2))


async def error_of(url: str, statement: str, **options: float) -> Exception:
    engine = create_engine(url, **options)
    with pytest.raises((TimeoutError, DatabaseUnreachableError)) as raised:
        async with engine.connect() as connection:
            await connection.execute(text(statement))
    await engine.dispose()
    return raised.value
