"""Web processes that lack one thing each: what ours is compared with. Each is a factory for uvicorn's command line."""

import json
from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock, patch

from aiogram.types import Update
from fastapi import FastAPI

from app import main
from app.bot import webhook
from app.database.messages import ledger
from app.queue import TaskQueue

STOCK = f"{__name__}:create_stock_app"
POLLING = f"{__name__}:create_polling_app"


class StockUpdate(Update):
    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Update:  # type: ignore[override]
        return Update.model_validate(json.loads(json_data), **options)


def create_stock_app() -> FastAPI:
    """Updates parsed as aiogram's own webhook handler does, the garbage collector as Python comes with it."""
    patch.object(webhook, "Update", StockUpdate).start()
    patch.object(main, "_tune_garbage_collector").start()
    return main.create_app()


def create_polling_app() -> FastAPI:
    """Nothing is pushed after the commit: what is due now waits for the scheduler's next pass."""
    patch.object(TaskQueue, "push", AsyncMock()).start()
    patch.object(ledger, "PUSH_LEASE", timedelta(0)).start()
    return main.create_app()
