"""Runs migrations against DATABASE_URL, or against the address that a caller put into the configuration."""

import asyncio
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from app.database.engine import create_engine
from app.database.tables import UtcDateTime, metadata
from app.runtime.settings import read_settings


def render_item(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column type as the plain one it is stored as, so that old migrations need none of our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, render_item=render_item, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    url = context.config.attributes.get("url") or read_settings().database_url.get_secret_value()
    # To fill a column or to build an index takes as long as it takes.
    engine = create_engine(url, command_timeout=None)
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


asyncio.run(main())
