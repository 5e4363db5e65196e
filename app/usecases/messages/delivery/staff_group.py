"""Find the staff group that an alert goes to, and send the alert to the admins where it cannot go to the group."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from app.database.transaction import Transaction
from app.domain.messages.notifications import AnyNotification, Notification
from app.domain.messages.payloads import GroupTrouble, Trouble
from app.domain.messages.planning import plan_redirected, plan_service_news
from app.domain.venues import StaffGroup, Venue, Venues
from app.usecases.messages.delivery.untold import SOON

log = structlog.stdlib.get_logger()


def group_of(venues: Venues, notification: AnyNotification) -> StaffGroup | None:
    """The staff group to which a message goes by the present settings; None for a message to a private chat, too."""
    venue = venues.get(notification.venue_id)
    is_to_group = isinstance(notification, Notification) and notification.is_to_group
    return venue.staff_group if venue and is_to_group else None


def has_lost_group(venues: Venues, notification: AnyNotification) -> bool:
    """Whether a message was planned for the staff group, and the settings name none any more."""
    is_to_group = isinstance(notification, Notification) and notification.is_to_group
    return is_to_group and notification.venue_id in venues and group_of(venues, notification) is None


async def address(tx: Transaction, venues: Venues, notifications: Sequence[AnyNotification]) -> list[AnyNotification]:
    """The same messages; those to a staff group with the group's present id as their chat. One that was sent to another
    group, or before the group had this id, is a new message there."""
    addressed: list[AnyNotification] = []
    for each in notifications:
        if isinstance(each, Notification) and (group := group_of(venues, each)):
            chat_id = await tx.staff_groups.current_id(each.venue_id, group.chat_id)
            message_id = each.message_id if each.chat_id == chat_id else None
            addressed.append(replace(each, chat_id=chat_id, message_id=message_id))
        else:
            addressed.append(each)
    return addressed


async def redirect(tx: Transaction, venue: Venue, alert: Notification, now: datetime) -> None:
    """Plan the alert for each admin. The caller settles the one to the group, so that this is done once."""
    await tx.ledger.plan_again(venue.id, plan_redirected(alert, venue.admin_ids, now + SOON), now)


async def note_trouble(
    tx: Transaction, venue: Venue, group: StaffGroup, trouble: Trouble | None, error: str, now: datetime
) -> None:
    """Record whether an alert has reached its place, and tell the admins when it is the first one that has not."""
    if not await tx.staff_groups.set_trouble(venue.id, group.chat_id, trouble):
        return
    log.warning("staff group", venue=venue.id, trouble=trouble, error=error)
    if trouble:
        news = GroupTrouble(trouble=trouble, error=error)
        await tx.ledger.plan(venue.id, plan_service_news(news, venue.admin_ids, now + SOON), now)
