"""Bookings that overlap, as the database must never hold them."""

from sqlalchemy import Select, and_, func, select

from app.database.tables import booking_resources


def count_overlaps() -> Select[int]:
    """Return the query for the number of pairs of live bookings that overlap on a resource, buffers included."""
    one, two = booking_resources.alias(), booking_resources.alias()
    overlapping = and_(
        one.c.venue_id == two.c.venue_id,
        one.c.resource_id == two.c.resource_id,
        one.c.booking_id < two.c.booking_id,
        one.c.busy_from < two.c.busy_until,
        two.c.busy_from < one.c.busy_until,
    )
    return select(func.count().label("overlaps")).select_from(one.join(two, overlapping))
