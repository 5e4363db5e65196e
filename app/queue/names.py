"""Names that `web`, `worker` and `scheduler` have in common: tasks, queues and labels."""

from app.domain.messages.kinds import Urgency

DELIVER_NOTIFICATION = "deliver_notification"
"""Takes `notification_id`."""
COMPLETE_PAST_BOOKINGS = "complete_past_bookings"
"""The sweep; takes nothing."""
FORGET_OLD_NOTIFICATIONS = "forget_old_notifications"
"""The daily upkeep; takes nothing."""

EXPORT_BOOKINGS = "export_bookings"
"""Takes `notification_id`; returns how many bookings are in the file that was sent."""

OFFER_PLACES = "offer_places"
"""Takes `venue_id`; returns how many offers of the waiting list were made."""

QUEUES = tuple(urgency.value for urgency in Urgency)
"""What a task's `QUEUE_LABEL` may be. The names of the queues in RabbitMQ are in `app/queue/topology.py`."""
QUEUE_LABEL = "queue_name"
"""The label of a task that names its queue. There is no default: a task without it is refused."""
KEEP_RESULT = "keep_result"
"""The label of a task whose result is kept for a day. Deliveries lack it: the ledger records what became of them."""
