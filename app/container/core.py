"""What every process needs: the clock, the database, the task queue and the claims of the ledger."""

from collections.abc import AsyncIterator

from dishka import AsyncContainer, Provider, Scope, make_async_container, provide
from taskiq import AsyncBroker

from app.database.engine import create_engine
from app.database.migration_watch import MigrationWatch
from app.database.transaction import Database
from app.queue import TaskQueue
from app.runtime.clock import Clock, SystemClock
from app.runtime.health import Health
from app.runtime.misconfigurations import Misconfigurations
from app.runtime.settings import Settings
from app.runtime.telemetry import Tracing
from app.usecases.messages.claim_due import ClaimDue
from app.usecases.waitlist.claim_openings import ClaimOpenings


class CoreProvider(Provider):
    """All that the scheduler needs. The scheduler imports this module, so nothing here may import a bot library."""

    scope = Scope.APP

    task_queue = provide(TaskQueue)
    claim_due = provide(ClaimDue)
    claim_openings = provide(ClaimOpenings)
    misconfigurations = provide(Misconfigurations)
    migration_watch = provide(MigrationWatch)

    @provide
    def health(self) -> Health:
        return Health()

    @provide
    def clock(self) -> Clock:
        return SystemClock()

    @provide
    async def database(self, settings: Settings, tracing: Tracing) -> AsyncIterator[Database]:
        engine = create_engine(settings.database_url.get_secret_value())
        tracing.watch_engine(engine)
        database = Database(engine)
        yield database
        await database.close()


def build_container(settings: Settings, broker: AsyncBroker, tracing: Tracing, *providers: Provider) -> AsyncContainer:
    """The container of one process. A provider replaces what an earlier one provides of the same type.

    Every object lives as long as the container, and nothing connects before it is first used.
    """
    context = {Settings: settings, AsyncBroker: broker, Tracing: tracing}
    given = Provider(scope=Scope.APP)
    for part in context:
        given.from_context(part)
    return make_async_container(given, *providers, context=context)
