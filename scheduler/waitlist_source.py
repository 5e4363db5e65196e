"""What the waiting list has to look after, as a schedule source of Taskiq's scheduler."""

from datetime import UTC, datetime
from itertools import count

from taskiq import ScheduledTask, ScheduleSource

from app.database.errors import is_connection_error
from app.domain.messages.kinds import Urgency
from app.queue import OFFER_PLACES, QUEUE_LABEL
from app.usecases.waitlist.claim_openings import ClaimOpenings


class WaitlistScheduleSource(ScheduleSource):
    """Claims the openings that are due and returns a task for each of their venues, once.

    A task that RabbitMQ refuses, or that a worker does not finish, comes again when the claim ends.
    """

    def __init__(self, claim_openings: ClaimOpenings) -> None:
        self._claim_openings = claim_openings
        self._numbers = count()

    async def get_schedules(self) -> list[ScheduledTask]:
        """Claim what is due."""
        try:
            return [self._schedule(venue_id) for venue_id in sorted(await self._claim_openings())]
        except Exception as error:
            if not is_connection_error(error):
                raise
            # The source of the ledger, which asks at the same tick, has logged it.
            return []

    def _schedule(self, venue_id: str) -> ScheduledTask:
        return ScheduledTask(
            task_name=OFFER_PLACES,
            labels={QUEUE_LABEL: Urgency.URGENT.value},
            args=[venue_id],
            kwargs={},
            # The loop does not enqueue an id twice, so every claim needs an id of its own.
            schedule_id=f"{OFFER_PLACES}/{next(self._numbers)}",
            time=datetime.now(UTC),
        )
