"""What the queries for bookings cost."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import event

from app.database.engine import create_engine
from app.database.transaction import Database
from app.domain.bookings import SYSTEM
from tests.databases import copy_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def test_the_sweep_reads_only_what_has_ended(sqlite_template: Path, tmp_path: Path) -> None:
    engine = create_engine(copy_of(sqlite_template, tmp_path))
    said: list[tuple[str, tuple[object, ...]]] = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *call: said.append((call[2], call[3])))
    async with Database(engine).write() as tx:
        await tx.bookings.complete_ended(SYSTEM, NOW, limit=500)
    statement, parameters = next(each for each in said if each[0].startswith("UPDATE bookings"))

    async with engine.connect() as connection:
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = [row.detail for row in plan]
    await engine.dispose()

    assert any("USING INDEX ix_bookings_sweep" in step for step in steps)
    assert not any(step.startswith("SCAN") for step in steps)
