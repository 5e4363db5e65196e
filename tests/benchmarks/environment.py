"""The machine and the versions with which the figures were measured."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version

import aio_pika
from redis.asyncio import Redis as RedisClient
from sqlalchemy import text

from app.database.engine import create_engine
from tests.services.instances import Instance, PostgreSQL, RabbitMQ, Redis

PACKAGES = ("aiogram", "aiogram-dialog", "aio-pika", "redis", "sqlalchemy", "taskiq", "taskiq-aio-pika", "taskiq-redis")


async def describe(started: Sequence[Instance], load_before: float) -> str:
    """The date, the cores, the load average before and now, and the versions of services and packages."""
    load = f"load {load_before:.1f} before, {os.getloadavg()[0]:.1f} after"
    machine = f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {load}"
    services = [await _name_and_version(each) for each in started]
    python = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{machine}; {', '.join([python, *services])}; {packages}."


async def _name_and_version(instance: Instance) -> str:
    match instance:
        case Redis():
            async with RedisClient.from_url(instance.url) as client:
                return f"Redis {(await client.info('server'))['redis_version']}"
        case PostgreSQL():
            engine = create_engine(instance.url)
            async with engine.connect() as database:
                found = (await database.execute(text("SHOW server_version_num"))).scalar_one()
            await engine.dispose()
            return f"PostgreSQL {int(found) // 10_000}.{int(found) % 10_000}"
        case RabbitMQ():
            async with await aio_pika.connect(instance.url) as connection:
                said = connection.transport.connection.server_properties if connection.transport else {}
                return f"RabbitMQ {said.get('version')!s}"
    return instance.name
