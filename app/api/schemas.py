"""What the API says and takes, as JSON. Names, descriptions and examples here are those of the OpenAPI document."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.api.instants import WrittenInstant
from app.domain.bookings import BookingStatus
from app.domain.venues import Asks, Locale

StartsAt = Annotated[
    AwareDatetime,
    Field(description="The start, with the offset of the venue's zone.", examples=["2026-11-28T18:00:00+03:00"]),
]
EndsAt = Annotated[
    AwareDatetime,
    Field(description="The end, which is not part of it.", examples=["2026-11-28T20:00:00+03:00"]),
]
Day = Annotated[date, Field(description="A day of the venue's calendar.", examples=["2026-11-28"])]
ResourceId = Annotated[str, Field(description="The resource's id in its venue.", examples=["t3"])]
Clock = Annotated[str, Field(pattern=r"^\d\d:\d\d$", examples=["06:00"])]


class Answer(BaseModel):
    """Made of the domain's objects, attribute by attribute."""

    model_config = ConfigDict(from_attributes=True)


class Request(BaseModel):
    """A member that nobody reads is a mistake of the sender, who learns of it."""

    model_config = ConfigDict(extra="forbid")


class Text(Answer):
    """The same words in both languages: show those that the guest has chosen."""

    ru: str = Field(examples=["У окна на переулок"])
    en: str = Field(examples=["Lane window"])


class Hours(Answer):
    """From when until when, on the venue's clock. `24:00` is midnight at the day's end."""

    opens: Clock
    closes: Clock


class OpeningHours(Answer):
    """By weekday; an empty list is a day off. Days of `closures` are off too."""

    mon: list[Hours]
    tue: list[Hours]
    wed: list[Hours]
    thu: list[Hours]
    fri: list[Hours]
    sat: list[Hours]
    sun: list[Hours]


class Venue(Answer):
    """A restaurant or a clinic, and its rules of booking."""

    id: str = Field(examples=["binary_bites"])
    name: Text
    address: Text
    timezone: str = Field(description="IANA name. All times of the API are of this zone.", examples=["Europe/Moscow"])
    locale: Locale = Field(description="The language for a guest who reads neither Russian nor English.")
    asks: Asks = Field(description="What a guest chooses first, before the resource.")
    max_party_size: int | None = Field(description="Null where no size is asked for.", examples=[6])
    slot_minutes: int = Field(description="How long every slot lasts.", examples=[120])
    horizon_days: int = Field(description="How many days after today may be booked.", examples=[60])
    min_notice_minutes: int = Field(description="A slot that begins sooner than this cannot be booked.", examples=[30])
    cancel_until_minutes: int = Field(
        description="A guest may cancel or move a booking until this long before its start.", examples=[60]
    )
    max_active_per_guest: int = Field(description="How many bookings a guest may have ahead.", examples=[5])
    opening_hours: OpeningHours
    closures: list[Day] = Field(description="Days off, whatever the opening hours say.")
    now: AwareDatetime = Field(
        description="The present instant, with the offset of the venue's zone.", examples=["2026-11-22T12:34:56+03:00"]
    )
    today: Day = Field(description="The present day in the venue's zone.", examples=["2026-11-22"])
    last_day: Day = Field(description="The last day that may be booked today.", examples=["2027-01-21"])
    floor_plan_url: str | None = Field(
        description="A path on this host to an SVG whose groups name their table in `data-resource`.",
        examples=["/api/v1/venues/binary_bites/floor-plan"],
    )


class Guest(Answer):
    """Whoever signed the request."""

    locale: Locale = Field(description="The guest's choice, else Telegram's `language_code`, else the venue's.")


class Specialty(Answer):
    """What doctors are good at."""

    id: str = Field(examples=["therapy"])
    name: Text
    description: Text
    icon: str = Field(description="The name of an icon, not a picture.", examples=["stethoscope"])


class Resource(Answer):
    """What is booked: a table, with a `capacity`, or a doctor, with a `specialty`. What it has not is null."""

    id: ResourceId
    name: Text
    description: Text
    capacity: int | None = Field(description="How many a table seats.", examples=[2])
    specialty: str | None = Field(description="The id of a doctor's specialty.", examples=["therapy"])
    experience_years: int | None = Field(description="For how long a doctor has practised.", examples=[15])
    photo_url: str | None = Field(
        description="A path on this host.", examples=["/api/v1/venues/zdorovie_plus/photos/belova.webp"]
    )


class ResourceSlot(Answer):
    """A slot of one resource."""

    starts_at: StartsAt
    ends_at: EndsAt
    is_free: bool = Field(description="Whether it may be booked now: false also for what is past, too soon or too far.")
    changeable_until: AwareDatetime = Field(
        description="Until when a guest who books it may cancel or move it.", examples=["2026-11-28T17:00:00+03:00"]
    )


class ResourceDay(Answer):
    """All slots of a day, by start; none on a day off."""

    date: Day
    slots: list[ResourceSlot]


class ResourceSlots(Answer):
    """The slots of one resource, day by day."""

    resource_id: ResourceId
    days: list[ResourceDay]


class VenueSlot(Answer):
    """A slot of the whole venue."""

    starts_at: StartsAt
    ends_at: EndsAt
    free_resource_ids: list[ResourceId] = Field(
        description="The fitting resources that may be booked now, those that fit best first.", examples=[["t3", "t5"]]
    )


class VenueDay(Answer):
    """All slots of a day, by start; none on a day off."""

    date: Day
    slots: list[VenueSlot]


class Availability(Answer):
    """Which of the resources that fit are free, slot by slot."""

    resource_ids: list[ResourceId] = Field(description="All that fit, free or not, those that fit best first.")
    days: list[VenueDay]


class NewBooking(Request):
    """What a guest confirms."""

    resource_id: Annotated[ResourceId, Field(max_length=32)]
    starts_at: WrittenInstant
    party_size: Annotated[int, Field(ge=1, le=1000, strict=True)] | None = Field(
        default=None, description="How many will come: needed where the venue asks for it, else left out.", examples=[2]
    )


class Move(Request):
    """Where and when to instead."""

    starts_at: WrittenInstant
    resource_id: Annotated[ResourceId, Field(max_length=32)] | None = Field(
        default=None, description="Another resource. Left out: the same one.", examples=["t4"]
    )


class Booking(Answer):
    """A guest's claim on one slot."""

    id: int = Field(examples=[17])
    resource_id: ResourceId
    resource_name: Text
    starts_at: StartsAt
    ends_at: EndsAt
    party_size: int | None = Field(description="Null where no size is asked for.", examples=[2])
    status: BookingStatus = Field(description="As of now: a visit that has ended is `completed`.")
    changeable_until: AwareDatetime = Field(
        description="Until when its guest may cancel or move it.", examples=["2026-11-28T18:00:00+03:00"]
    )
    is_changeable: bool = Field(description="Whether its guest may cancel or move it now.")
    created_at: AwareDatetime = Field(examples=["2026-11-22T12:34:56+03:00"])


class BookingPage(Answer):
    """Some of the guest's bookings: upcoming ones first, soonest first; then past ones, newest first."""

    bookings: list[Booking]
    total: int = Field(description="How many there are on all pages.", examples=[3])


class FieldMistake(BaseModel):
    """What is wrong with one part of a request."""

    field: str = Field(description="Where it stands, with dots.", examples=["body.starts_at"])
    message: str = Field(examples=["expected a date and a time with an offset, such as 2026-11-28T18:00:00+03:00"])


class Problem(BaseModel):
    """Why a request was not granted (RFC 9457). Decide by `code`, which stays; the words are for developers."""

    type: str = Field(description="Names the kind of problem.", examples=["urn:bronya:problem:slot_taken"])
    title: str = Field(examples=["The slot is taken"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["the slot is taken"])
    code: str = Field(examples=["slot_taken"])
    errors: list[FieldMistake] | None = Field(default=None, description="With `validation_failed`.")
    free_starts: list[AwareDatetime] | None = Field(
        default=None,
        description="With `slot_taken`: the starts on the same resource and day that are still free.",
        examples=[["2026-11-28T20:00:00+03:00"]],
    )
    other_booking_id: int | None = Field(
        default=None, description="With `guest_is_busy`: the guest's own booking at that time.", examples=[12]
    )
    limit: int | None = Field(
        default=None, description="With `too_many_bookings`: how many the venue allows.", examples=[5]
    )
