"""Results and progress of jobs, in Redis."""

from contextlib import suppress
from datetime import timedelta

from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from taskiq import TaskiqResult
from taskiq.depends.progress_tracker import TaskProgress
from taskiq.serializers import JSONSerializer
from taskiq_redis import RedisAsyncResultBackend

from app.queue.names import KEEP_RESULT
from app.runtime.outages import OutageLog

KEPT_FOR = timedelta(days=1)
REDIS_TIMEOUT = 2.0
"""Seconds. A task must not wait long for Redis: its result is a convenience."""


class JobResults(RedisAsyncResultBackend[object]):
    """taskiq-redis's results as JSON for a day, of those tasks only that carry the label `KEEP_RESULT`.

    What cannot be written because Redis is unavailable is lost, and no task fails for it. Reading a result raises
    `RedisError`.
    """

    def __init__(self, redis_url: str) -> None:
        super().__init__(
            redis_url,
            prefix_str="task",
            result_ex_time=int(KEPT_FOR.total_seconds()),
            # The default is pickle, which executes what somebody may have put into Redis.
            serializer=JSONSerializer(),
            socket_timeout=REDIS_TIMEOUT,
            socket_connect_timeout=REDIS_TIMEOUT,
            timeout=REDIS_TIMEOUT,
            # A connection that was open before Redis restarted fails when it is used again, and then reconnects.
            retry=Retry(NoBackoff(), retries=1, supported_errors=(RedisConnectionError,)),
        )
        self._outages = OutageLog(
            "Redis is unavailable, results are lost", "Redis is available again, results are kept", RedisError
        )

    async def set_result(self, task_id: str, result: TaskiqResult[object]) -> None:
        """Store the result if somebody may read it."""
        if result.labels.get(KEEP_RESULT):
            with suppress(RedisError), self._outages.watch():
                await super().set_result(task_id, result)

    async def set_progress(self, task_id: str, progress: TaskProgress[object]) -> None:
        """Store the progress of a running job, in place of the previous one."""
        with suppress(RedisError), self._outages.watch():
            await super().set_progress(task_id, progress)

    async def get_progress(self, task_id: str) -> TaskProgress[object] | None:
        """The progress that a job has set last; None where there is none, or Redis is unavailable."""
        with suppress(RedisError), self._outages.watch():
            return await super().get_progress(task_id)
        return None
