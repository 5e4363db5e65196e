"""The tasks of the worker. Each calls its use case, and waits for a database that cannot be reached."""

from dataclasses import asdict
from functools import partial
from typing import Annotated

from dishka.integrations.taskiq import FromDishka, inject
from taskiq import AsyncBroker, TaskiqDepends
from taskiq.depends.progress_tracker import ProgressTracker, TaskState

from app.database.retrying import repeat_until_available
from app.domain.exports import ExportProgress
from app.queue import (
    COMPLETE_PAST_BOOKINGS,
    DELIVER_NOTIFICATION,
    EXPORT_BOOKINGS,
    FORGET_OLD_NOTIFICATIONS,
    OFFER_PLACES,
)
from app.usecases.bookings.complete_past_bookings import CompletePastBookings
from app.usecases.closures.finish_closures import FinishClosures
from app.usecases.exports.export_bookings import ExportBookings
from app.usecases.guests.forget_pseudonyms import ForgetPseudonyms
from app.usecases.messages.delete_old_notifications import DeleteOldNotifications
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from app.usecases.waitlist.offer_places import OfferPlaces
from worker.task_metrics import CountTasks


def register_tasks(broker: AsyncBroker) -> None:
    """Register every task that other processes enqueue, and count runs. RabbitMQ may deliver one more than once."""
    broker.add_middlewares(CountTasks())

    @broker.task(DELIVER_NOTIFICATION)
    @inject(patch_module=True)
    async def deliver_notification(notification_id: int, deliver: FromDishka[DeliverNotification]) -> None:
        await deliver(notification_id)

    @broker.task(COMPLETE_PAST_BOOKINGS)
    @inject(patch_module=True)
    async def complete_past_bookings(
        complete: FromDishka[CompletePastBookings], finish_closures: FromDishka[FinishClosures]
    ) -> int:
        completed = await repeat_until_available(complete)
        await repeat_until_available(finish_closures)
        return completed

    @broker.task(FORGET_OLD_NOTIFICATIONS)
    @inject(patch_module=True)
    async def forget_old_notifications(
        delete: FromDishka[DeleteOldNotifications], forget_pseudonyms: FromDishka[ForgetPseudonyms]
    ) -> int:
        await repeat_until_available(forget_pseudonyms)
        return await repeat_until_available(delete)

    @broker.task(OFFER_PLACES)
    @inject(patch_module=True)
    async def offer_places(venue_id: str, offer: FromDishka[OfferPlaces]) -> int:
        return await repeat_until_available(partial(offer, venue_id))

    @broker.task(EXPORT_BOOKINGS)
    @inject(patch_module=True)
    async def export_bookings(
        notification_id: int,
        export: FromDishka[ExportBookings],
        tracker: Annotated[ProgressTracker[dict[str, int]], TaskiqDepends()],
    ) -> int:
        async def tell(progress: ExportProgress) -> None:
            await tracker.set_progress(TaskState.STARTED, asdict(progress))

        return await export(notification_id, tell)
