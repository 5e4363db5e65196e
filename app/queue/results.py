"""Results and progress of jobs, in Redis."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from redis.exceptions import RedisError
from taskiq import TaskiqResult
from taskiq.depends.progress_tracker import TaskProgress
from taskiq.serializers import JSONSerializer
from taskiq_redis import RedisAsyncResultBackend

from app.queue.names import KEEP_RESULT

log = structlog.stdlib.get_logger()

KEPT_FOR = timedelta(days=1)
REDIS_TIMEOUT = 2.0
"""Seconds. A task must not wait long for Redis: its result is a convenience."""


class JobResults(RedisAsyncResultBackend[object]):
    """taskiq-redis's results as JSON for a day, of those tasks only that carry the label `KEEP_RESULT`.

    What cannot be written because Redis is unavailable is lost, and no task fails for it. Reading raises `RedisError`.
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
        )
        self._is_available = True

    async def set_result(self, task_id: str, result: TaskiqResult[object]) -> None:
        """Store the result if somebody may read it."""
        if result.labels.get(KEEP_RESULT):
            with self._outage_logged():
                await super().set_result(task_id, result)

    async def set_progress(self, task_id: str, progress: TaskProgress[object]) -> None:
        """Store the progress of a running job, in place of the previous one."""
        with self._outage_logged():
            await super().set_progress(task_id, progress)

    @contextmanager
    def _outage_logged(self) -> Iterator[None]:
        """Log the first write that Redis does not take, and the first that it takes again."""
        try:
            yield
        except RedisError as error:
            if self._is_available:
                self._is_available = False
                log.warning("Redis is unavailable, results are lost", error=repr(error))
        else:
            if not self._is_available:
                self._is_available = True
                log.info("Redis is available again, results are kept")
