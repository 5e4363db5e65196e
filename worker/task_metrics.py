"""Count the tasks of a worker."""

from typing import Any

from taskiq import TaskiqMessage, TaskiqMiddleware, TaskiqResult

from app.runtime import metrics


class CountTasks(TaskiqMiddleware):
    """Counts each task that has run, and how long it took."""

    def post_execute(self, message: TaskiqMessage, result: TaskiqResult[Any]) -> None:
        """Called by Taskiq. It must not raise, because the message would not be acknowledged."""
        metrics.TASKS.labels(message.task_name, "failed" if result.is_err else "done").inc()
        metrics.TASK_SECONDS.labels(message.task_name).observe(result.execution_time)
