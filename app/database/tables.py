"""The tables. Instants are UTC; ids of venues and resources are those of the catalogue."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only in a column that is exactly INTEGER."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant, on SQLite too, which drops zones. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive instant: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class StorableText(TypeDecorator[str]):
    """Text without the characters that PostgreSQL cannot store: NUL and lone surrogates. SQLite would keep them."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value and value.replace("\x00", "").encode("utf-8", "ignore").decode()


HAS_CALENDAR = text("calendar_code IS NOT NULL")

guests = Table(
    "guests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("venue_id", String(64), nullable=False),
    # Null: a guest for whom an admin has booked, and who has not come to the bot yet.
    Column("telegram_id", BigInteger),
    Column("name", StorableText, nullable=False),
    Column("username", StorableText),
    Column("language_code", String(35)),
    Column("chosen_locale", String(2)),
    Column("offers_consent", Boolean),
    Column("offers_version", String(32)),
    Column("offers_agreed_at", UtcDateTime),
    Column("offers_declined_at", UtcDateTime),
    Column("blocked_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("profile_at", UtcDateTime),
    # The default is for processes of the release before, which know nothing of it.
    Column("is_barred", Boolean, nullable=False, server_default=false()),
    Column("bar_changed_at", UtcDateTime),
    Column("bar_changed_by", BigInteger),
    Column("bar_reason", StorableText),
    Column("alerts_spread_until", UtcDateTime),
    Column("phone", String(16)),
    Column("declines_news", Boolean, nullable=False, server_default=false()),
    # A part of the address from which calendars read the guest's bookings (decision 49). Null: there is no address.
    Column("calendar_code", String(32)),
    UniqueConstraint("venue_id", "telegram_id"),
    Index("ix_guests_phone", "venue_id", "phone"),
    Index(
        "uq_guests_calendar_code",
        "calendar_code",
        unique=True,
        sqlite_where=HAS_CALENDAR,
        postgresql_where=HAS_CALENDAR,
    ),
)

IS_LIVE = text("status IN ('held', 'booked')")
"""The condition of a partial index. Queries must repeat it literally: with a bound parameter the index is not used."""

IS_OF_DESK = text("source IN ('phone', 'walk_in')")
"""The condition of a partial index, too: an admin has made the booking."""

OVERLAP = "ex_booking_resources_overlap"
"""The constraint of `booking_resources` that refuses overlapping bookings of one resource: on PostgreSQL an exclusion
constraint, on SQLite two triggers (migration 0011). The database decides, not a check before the write."""

bookings = Table(
    "bookings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("venue_id", String(64), nullable=False),
    Column("guest_id", Id, ForeignKey("guests.id"), nullable=False),
    Column("resource_id", String(64), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("party_size", Integer),
    Column("status", String(16), nullable=False),
    Column("time_version", Integer, nullable=False),
    Column("service_id", String(64)),
    # Null in rows of a release without buffers: 0.
    Column("buffer_minutes", Integer),
    Column("request_key", String(64)),
    Column("request_digest", String(64)),
    # Parts of the first answer to the request; null in rows of a release without these columns.
    Column("first_resource_id", String(64)),
    Column("first_ends_at", UtcDateTime),
    Column("first_changeable_until", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("deleted_at", UtcDateTime),
    # How the booking stands with the catalogue: true of the time with this version, else an earlier release moved it.
    Column("standing_version", Integer),
    # Wall-clock time of the venue, without a zone: what the guest was promised, whatever the zone is later.
    Column("promised_local_start", DateTime(timezone=False)),
    Column("promised_specialty", String(64)),
    Column("accepted_misfits", String(120)),
    Column("undecided_since", UtcDateTime),
    # With the status `booked`: the guest has come, see decision 33.
    Column("seated_at", UtcDateTime),
    Column("note", StorableText),
    # Null in rows of a release that did not record it.
    Column("source", String(16)),
    # What the guest answered to a reminder: true of the time with this version, else the booking was moved since.
    Column("late_minutes", Integer),
    Column("answered_at", UtcDateTime),
    Column("answered_version", Integer),
    # The person for whom the guest has booked. Null: for the guest.
    Column("for_name", StorableText),
    Column("for_birth_year", Integer),
    CheckConstraint("status IN ('held', 'booked', 'completed', 'canceled', 'no_show')", name="status"),
    CheckConstraint("starts_at < ends_at", name="order"),
    UniqueConstraint("guest_id", "request_key"),
    Index("ix_bookings_guest", "guest_id", "starts_at"),
    Index("ix_bookings_day", "venue_id", "starts_at"),
    Index("ix_bookings_sweep", "ends_at", sqlite_where=IS_LIVE, postgresql_where=IS_LIVE),
    Index(
        "ix_bookings_request_of_desk",
        *("venue_id", "request_key"),
        sqlite_where=IS_OF_DESK,
        postgresql_where=IS_OF_DESK,
    ),
)

# Triggers on `bookings` write it: it has a row for each resource of each live booking. Nothing else changes it.
booking_resources = Table(
    "booking_resources",
    metadata,
    Column("booking_id", Id, ForeignKey("bookings.id", ondelete="CASCADE"), primary_key=True),
    Column("venue_id", String(64), nullable=False),
    Column("resource_id", String(64), primary_key=True),
    Column("busy_from", UtcDateTime, nullable=False),
    # The end of the visit and of the buffer after it.
    Column("busy_until", UtcDateTime, nullable=False),
    Index("ix_booking_resources_busy", "venue_id", "resource_id", "busy_from"),
)

booking_changes = Table(
    "booking_changes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("booking_id", Id, ForeignKey("bookings.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("what", String(16), nullable=False),
    Column("actor_role", String(8), nullable=False),
    Column("actor_telegram_id", BigInteger),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("old_resource_id", String(64)),
    Column("old_starts_at", UtcDateTime),
    Column("remark", StorableText),
)

# Of guests who were forgotten within the last day (decision 36).
forgotten_cancellations = Table(
    "forgotten_cancellations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("venue_id", String(64), nullable=False),
    Column("pseudonym", String(64), nullable=False),
    Column("canceled_at", UtcDateTime, nullable=False),
    Index("ix_forgotten_cancellations", "venue_id", "pseudonym"),
)

ratings = Table(
    "ratings",
    metadata,
    Column("booking_id", Id, ForeignKey("bookings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("venue_id", String(64), nullable=False),
    # Null: only words so far.
    Column("stars", Integer),
    Column("rated_at", UtcDateTime),
    Column("comment", StorableText),
    Column("changed_at", UtcDateTime, nullable=False),
    CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
    Index("ix_ratings_venue", "venue_id", "rated_at"),
)

closures = Table(
    "closures",
    metadata,
    Column("id", Id, primary_key=True),
    Column("venue_id", String(64), nullable=False),
    # Null: the whole venue.
    Column("resource_id", String(64)),
    Column("begins_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("closed_by", BigInteger, nullable=False),
    Column("closed_at", UtcDateTime, nullable=False),
    # Both null: nothing is left to be done with the bookings that fall into it.
    Column("remedy", String(16)),
    Column("reason", StorableText),
    Column("reopened_by", BigInteger),
    Column("reopened_at", UtcDateTime),
    CheckConstraint("begins_at < ends_at", name="order"),
    Index("ix_closures_venue", "venue_id", "ends_at"),
)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("venue_id", String(64), nullable=False),
    Column("text", StorableText, nullable=False),
    Column("typed", JSON(none_as_null=True)),
    Column("audience", String(16), nullable=False),
    Column("request_key", String(64), nullable=False),
    Column("actor_telegram_id", BigInteger, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("stopped_at", UtcDateTime),
    Column("paused_at", UtcDateTime),
    UniqueConstraint("venue_id", "request_key"),
)

IS_WAITING = text("ended_at IS NULL")

# Ids are never used again, also on SQLite: buttons under old messages hold them.
waits = Table(
    "waits",
    metadata,
    Column("id", Id, primary_key=True),
    Column("venue_id", String(64), nullable=False),
    Column("guest_id", Id, ForeignKey("guests.id"), nullable=False),
    # A local day of the venue.
    Column("day", Date, nullable=False),
    Column("party_size", Integer),
    Column("specialty", String(64)),
    Column("service_id", String(64)),
    # Null: any place that fits.
    Column("place_id", String(64)),
    # The window of starts.
    Column("begins_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("wished_at", UtcDateTime),
    # The person who will come. Null: the guest.
    Column("for_name", StorableText),
    Column("for_birth_year", Integer),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("end_reason", String(16)),
    CheckConstraint("begins_at < ends_at", name="order"),
    Index("ix_waits_day", "venue_id", "day", sqlite_where=IS_WAITING, postgresql_where=IS_WAITING),
    Index("ix_waits_guest", "guest_id"),
    Index("ix_waits_end", "ends_at"),
    sqlite_autoincrement=True,
)

# The place of an open offer is held by a booking with the status `held`, which is deleted when the place is let go.
wait_offers = Table(
    "wait_offers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("wait_id", Id, ForeignKey("waits.id", ondelete="CASCADE"), nullable=False),
    Column("booking_id", Id, ForeignKey("bookings.id", ondelete="SET NULL")),
    Column("place_id", String(64), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("offered_at", UtcDateTime, nullable=False),
    Column("held_until", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("end_reason", String(16)),
    Index("ix_wait_offers_wait", "wait_id"),
    Index("ix_wait_offers_booking", "booking_id"),
    # A guest has one offer at a time for a wish.
    Index("uq_wait_offers_open", "wait_id", unique=True, sqlite_where=IS_WAITING, postgresql_where=IS_WAITING),
    Index("ix_wait_offers_held", "held_until", sqlite_where=IS_WAITING, postgresql_where=IS_WAITING),
    sqlite_autoincrement=True,
)

# Spans of time in which a place may have become free: the work that the waiting list still has to do.
openings = Table(
    "openings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("venue_id", String(64), nullable=False),
    Column("begins_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    # While it is claimed, a worker has been asked to look after it.
    Column("claimed_until", UtcDateTime),
    Index("ix_openings_due", "due_at"),
    sqlite_autoincrement=True,
)

exports = Table(
    "exports",
    metadata,
    Column("id", Id, primary_key=True),
    Column("venue_id", String(64), nullable=False),
    # Local days of the venue.
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("file_format", String(8), nullable=False),
    Column("request_key", String(64), nullable=False),
    Column("requested_by", BigInteger, nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("canceled_by", BigInteger),
    Column("canceled_at", UtcDateTime),
    CheckConstraint("first_day <= last_day", name="order"),
    UniqueConstraint("venue_id", "request_key"),
)

HAS_SUBJECT = text("subject_id IS NOT NULL")
IS_OF_BROADCAST = text("broadcast_id IS NOT NULL")
IS_PENDING_URGENT = text("status = 'pending' AND urgency = 'urgent'")
IS_PENDING_BULK = text("status = 'pending' AND urgency = 'bulk'")
IS_SETTLED = text("settled_at IS NOT NULL")
IS_LEASED = text("status IN ('queued', 'sending')")

notifications = Table(
    "notifications",
    metadata,
    Column("id", Id, primary_key=True),
    Column("venue_id", String(64), nullable=False),
    # This release writes `booking_id` and `broadcast_id` for workers of the one before, and reads neither: see 0013.
    Column("booking_id", Id, ForeignKey("bookings.id", ondelete="CASCADE")),
    Column("kind", String(32), nullable=False),
    Column("variant", String(64), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("time_version", Integer, nullable=False),
    Column("urgency", String(8), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("status", String(16), nullable=False),
    Column("planned_for", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("leased_until", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    Column("failure", String(16)),
    Column("last_error", StorableText),
    Column("message_id", BigInteger),
    Column("settled_at", UtcDateTime),
    Column("tried_at", UtcDateTime),
    Column("trace", String(32)),
    # No foreign key: to add it, SQLite would have to rewrite the whole table, and broadcasts are never deleted.
    Column("broadcast_id", Id),
    Column("subject_type", String(16)),
    Column("subject_id", Id),
    Column("deduplication_key", String(160)),
    CheckConstraint(
        "status IN ('pending', 'queued', 'sending', 'sent', 'failed', 'missed', 'canceled')", name="status"
    ),
    UniqueConstraint("booking_id", "kind", "variant", "chat_id", "time_version"),
    # With these, the scheduler's pass reads only rows that are due, and of bulk only what each bot can send now.
    Index("ix_notifications_urgent", "due_at", sqlite_where=IS_PENDING_URGENT, postgresql_where=IS_PENDING_URGENT),
    Index(
        "ix_notifications_bulk", "venue_id", "due_at", sqlite_where=IS_PENDING_BULK, postgresql_where=IS_PENDING_BULK
    ),
    Index("ix_notifications_lease", "leased_until", sqlite_where=IS_LEASED, postgresql_where=IS_LEASED),
    Index(
        "uq_notifications_broadcast",
        "broadcast_id",
        "kind",
        "chat_id",
        unique=True,
        sqlite_where=IS_OF_BROADCAST,
        postgresql_where=IS_OF_BROADCAST,
    ),
    Index(
        "uq_notifications_subject",
        "subject_type",
        "subject_id",
        "deduplication_key",
        unique=True,
        sqlite_where=HAS_SUBJECT,
        postgresql_where=HAS_SUBJECT,
    ),
    # For the daily deletion and the metrics, which read a few days of the settled rows.
    Index("ix_notifications_settled", "settled_at", postgresql_where=IS_SETTLED),
)

# What was found out about the groups that settings name: their ids are in no other table.
staff_groups = Table(
    "staff_groups",
    metadata,
    Column("venue_id", String(64), primary_key=True),
    # As the settings name the group.
    Column("chat_id", BigInteger, primary_key=True),
    # Its id since it became a supergroup.
    Column("moved_to", BigInteger),
    # What admins were told of, until an alert has reached its place again.
    Column("trouble", String(16)),
)

service_processes = Table(
    "service_processes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("venue_id", String(64), primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False),
)
