"""Migrations from within Python: the demo and the tests bring their own database up to date."""

from pathlib import Path

from alembic import command
from alembic.config import Config

ALEMBIC_INI = Path(__file__).parents[2] / "alembic.ini"


def migrate_up(url: str, revision: str = "head") -> None:
    """Bring the database to a revision, the newest unless told. Blocks: call it outside an event loop."""
    command.upgrade(_config(url), revision)


def migrate_down(url: str, revision: str = "base") -> None:
    """Take migrations back to a revision, all unless told. Blocks likewise."""
    command.downgrade(_config(url), revision)


def _config(url: str) -> Config:
    config = Config(ALEMBIC_INI)
    config.attributes["url"] = url
    return config
