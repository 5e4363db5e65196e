"""While an upgrade replaces processes one by one, those of the release before write to the newer schema.

Their code is not here; the schema that they know is, because the migrations make it: they name its columns alone.
"""

from sqlalchemy import Connection, insert, inspect, select

from app.database.migrate import migrate_up
from app.database.revision import VERSIONS
from app.database.tables import booking_resources, metadata
from tests.commands.test_database import rows_of
from tests.databases import OpenDatabase, opened, outside_the_loop

PREVIOUS, _NEWEST = sorted(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))[-2:]


async def columns_of(database: OpenDatabase) -> dict[str, set[str]]:
    """The columns of each table that the database has."""

    def look(connection: Connection) -> dict[str, set[str]]:
        found = inspect(connection)
        tables = set(found.get_table_names()) - {"alembic_version"}
        return {table: {column["name"] for column in found.get_columns(table)} for table in tables}

    async with database.engine.connect() as connection:
        return await connection.run_sync(look)


async def test_rows_of_the_release_before_are_accepted_and_read(unmigrated_url: str) -> None:
    outside_the_loop(migrate_up, unmigrated_url, PREVIOUS)
    async with opened(unmigrated_url) as database:
        known = await columns_of(database)
    outside_the_loop(migrate_up, unmigrated_url)
    async with opened(unmigrated_url) as database:
        for table in metadata.sorted_tables:
            names = known.get(table.name, set())
            assert names <= set(table.columns.keys()), f"{table.name}: a column that the release before writes is gone"
            if names and table is not booking_resources:  # the triggers write it
                rows = [{name: value for name, value in row.items() if name in names} for row in rows_of(table)]
                await database.change(insert(table), rows)
                written = await database.rows(select(*(table.columns[name] for name in sorted(names))))
                assert len(written) == len(rows)
