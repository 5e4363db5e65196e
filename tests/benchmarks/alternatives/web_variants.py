"""Variants of the web process: two lack one thing each, to compare ours with, and one counts. Factories for uvicorn."""

import json
from collections import Counter
from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock, patch

from aiogram.types import Update
from fastapi import FastAPI
from sqlalchemy import Engine, event

from app import main
from app.bot import updates
from app.database.messages import ledger
from app.queue import TaskQueue

STOCK = f"{__name__}:create_stock_app"
POLLING = f"{__name__}:create_polling_app"
COUNTING = f"{__name__}:create_counting_app"
COUNTS_PATH = "/counts"


class StockUpdate(Update):
    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Update:  # type: ignore[override]
        return Update.model_validate(json.loads(json_data), **options)


def create_stock_app() -> FastAPI:
    """Parse updates as aiogram's own webhook handler does, and leave the garbage collector at Python's defaults."""
    patch.object(updates, "Update", StockUpdate).start()
    patch.object(main, "_tune_garbage_collector").start()
    return main.create_app()


def create_polling_app() -> FastAPI:
    """Push nothing after the commit, so that what is due waits for the scheduler's next pass."""
    patch.object(TaskQueue, "push", AsyncMock()).start()
    patch.object(ledger, "PUSH_LEASE", timedelta(0)).start()
    return main.create_app()


def create_counting_app() -> FastAPI:
    """Count the transactions and statements of the database, and answer at `COUNTS_PATH` with how many there were."""
    counts: Counter[str] = Counter()
    event.listen(Engine, "begin", lambda _: counts.update(["transactions"]))
    event.listen(Engine, "before_cursor_execute", lambda *_: counts.update(["statements"]))
    app = main.create_app()
    app.add_api_route(COUNTS_PATH, lambda: counts)
    return app
