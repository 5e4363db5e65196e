"""Run migrations from Python, for the demo and the tests."""

from pathlib import Path

from alembic import command
from alembic.config import Config

ALEMBIC_INI = Path(__file__).parents[2] / "alembic.ini"


def migrate_up(url: str, revision: str = "head") -> None:
    """Upgrade the database to a revision, by default the newest. It blocks: call it outside of an event loop."""
    command.upgrade(_config(url), revision)


def migrate_down(url: str, revision: str = "base") -> None:
    """Downgrade the database to a revision, by default to an empty one. It blocks like `migrate_up`."""
    command.downgrade(_config(url), revision)


def _config(url: str) -> Config:
    config = Config(ALEMBIC_INI)
    config.attributes["url"] = url
    return config
