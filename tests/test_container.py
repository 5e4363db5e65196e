"""The container of each process provides everything that the process's code requests."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from dishka import AsyncContainer
from dishka.integrations.taskiq import ContainerMiddleware
from pydantic import SecretStr

from app import main, one_process
from app.runtime.settings import MEMORY, Settings, VenueSettings
from scheduler.main import Scheduler, create_scheduler
from worker.main import create_worker

ROOT = Path(__file__).parents[1]
REQUEST = re.compile(r"FromDishka\[(\w+)\]|\bget\(([A-Z]\w+)\)")
"""The ways in which code requests a dependency."""
CODE = {
    "web": ("app/main.py", "app/api", "app/bot", "app/miniapp/routes.py"),
    "worker": ("worker",),
    "scheduler": ("scheduler",),
    "one process": ("app/one_process.py", "app/main.py", "app/api", "app/bot", "worker", "scheduler"),
    "demo": ("app/demo.py", "app/demo_bookings.py"),
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,
        venues={"binary_bites": VenueSettings(bot_token=SecretStr("1:token"), admin_ids=[77])},
        database_url=SecretStr(f"sqlite+aiosqlite:///{tmp_path}/bronya.sqlite3"),
        log_level="ERROR",
    )


def container_of(process: str, settings: Settings) -> AsyncContainer:
    """The container that the process's main builds."""
    match process:
        case "scheduler":
            scheduler = create_scheduler(settings)
            assert isinstance(scheduler, Scheduler)
            return scheduler._container
        case "worker":
            middlewares = create_worker(settings).middlewares
            (middleware,) = (each for each in middlewares if isinstance(each, ContainerMiddleware))
            return middleware._container
        case "web":
            app = main.create_app(settings)
        case _:
            in_memory = {"rabbitmq_url": SecretStr(MEMORY), "redis_url": SecretStr(MEMORY)}
            app = one_process.create_app(settings.model_copy(update=in_memory))
    container: AsyncContainer = app.state.container
    return container


def requests_in(code: str) -> Iterator[tuple[str, object]]:
    """The types that a file, or the files of a folder, request."""
    path = ROOT / code
    for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
        module = import_module(".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
        for names in REQUEST.findall(file.read_text()):
            name = "".join(names)
            yield name, getattr(module, name)


@pytest.mark.parametrize("process", CODE)
async def test_a_process_gets_everything_that_its_code_asks_for(process: str, settings: Settings) -> None:
    requested = dict(request for code in CODE[process] for request in requests_in(code))
    container = container_of(process, settings)

    made = {name: await container.get(kind) for name, kind in requested.items()}
    await container.close()

    assert made
    assert None not in made.values()


@pytest.mark.parametrize("process", ["web", "worker", "scheduler", "one process"])
async def test_everything_that_a_process_provides_can_be_made(process: str, settings: Settings) -> None:
    container = container_of(process, settings)

    for key in list(container.registry.factories):
        assert await container.get(key.type_hint) is not None
    await container.close()
