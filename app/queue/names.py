"""What `web`, `worker` and `scheduler` must call by the same name."""

from app.domain.messages.notifications import Urgency

DELIVER_NOTIFICATION = "deliver_notification"
"""Takes `notification_id`."""
COMPLETE_PAST_BOOKINGS = "complete_past_bookings"
"""The sweep; takes nothing."""
FORGET_OLD_NOTIFICATIONS = "forget_old_notifications"
"""The daily upkeep; takes nothing."""

QUEUES = tuple(urgency.value for urgency in Urgency)
QUEUE_LABEL = "queue_name"
"""The label of a task that names its queue. There is no default: a task without it is refused."""
