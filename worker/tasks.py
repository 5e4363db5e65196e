"""The tasks of the worker. Each calls one use case."""

from dishka.integrations.taskiq import FromDishka, inject
from taskiq import AsyncBroker

from app.queue import COMPLETE_PAST_BOOKINGS, DELIVER_NOTIFICATION, FORGET_OLD_NOTIFICATIONS
from app.usecases.bookings.complete_past_bookings import CompletePastBookings
from app.usecases.messages.delete_old_notifications import DeleteOldNotifications
from app.usecases.messages.delivery.deliver_notification import DeliverNotification


def register_tasks(broker: AsyncBroker) -> None:
    """Register every task that other processes enqueue. RabbitMQ may deliver each more than once."""

    @broker.task(DELIVER_NOTIFICATION)
    @inject(patch_module=True)
    async def deliver_notification(notification_id: int, deliver: FromDishka[DeliverNotification]) -> None:
        await deliver(notification_id)

    @broker.task(COMPLETE_PAST_BOOKINGS)
    @inject(patch_module=True)
    async def complete_past_bookings(complete: FromDishka[CompletePastBookings]) -> int:
        return await complete()

    @broker.task(FORGET_OLD_NOTIFICATIONS)
    @inject(patch_module=True)
    async def forget_old_notifications(delete: FromDishka[DeleteOldNotifications]) -> int:
        return await delete()
