"""The JSON bodies of the API's requests and answers.

Class names, docstrings, descriptions and examples appear in the OpenAPI document.
"""

from datetime import date
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from app.api.instants import WrittenDay, WrittenInstant
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
ChangeableUntil = Annotated[
    AwareDatetime,
    Field(
        description="Until when a guest may cancel or move a booking of this slot.",
        examples=["2026-11-28T17:00:00+03:00"],
    ),
]
Day = Annotated[date, Field(description="A day of the venue's calendar.", examples=["2026-11-28"])]
ResourceId = Annotated[str, Field(description="The resource's id in its venue.", examples=["t3"])]
ClockTime = Annotated[str, Field(pattern=r"^\d\d:\d\d$", examples=["06:00"])]


class Answer(BaseModel):
    """Base of the answers' bodies: can be made of a domain object by its attributes."""

    model_config = ConfigDict(from_attributes=True)


class Request(BaseModel):
    """Base of the requests' bodies: an unknown member is refused, because it is a mistake of the caller."""

    model_config = ConfigDict(extra="forbid")


class LocalizedText(Answer):
    """A text in both languages. Show the one in the guest's language."""

    ru: str = Field(examples=["У окна на переулок"])
    en: str = Field(examples=["Lane window"])


class SynonymsView(Answer):
    """Other words for a specialty. Search for a guest's words in both languages."""

    ru: list[str] = Field(examples=[["терапевт", "простуда"]])
    en: list[str] = Field(examples=[["GP", "cold"]])


class HoursView(Answer):
    """An interval on the venue's clock. `24:00` is midnight at the end of the day. Where `closes` is not after `opens`,
    it is on the next day."""

    opens: ClockTime
    closes: ClockTime


class OpeningHours(Answer):
    """The opening hours by weekday. An empty list is a day off, and so is every day of `closures`."""

    mon: list[HoursView]
    tue: list[HoursView]
    wed: list[HoursView]
    thu: list[HoursView]
    fri: list[HoursView]
    sat: list[HoursView]
    sun: list[HoursView]


class VenueView(Answer):
    """A restaurant or a clinic, and its booking rules."""

    id: str = Field(examples=["binary_bites"])
    name: LocalizedText
    address: LocalizedText
    phone: str | None = Field(description="The number that guests may call, or null.", examples=["+7 495 000-10-10"])
    timezone: str = Field(description="IANA name. All times in answers are in this zone.", examples=["Europe/Moscow"])
    locale: Locale = Field(description="The language for guests who read neither Russian nor English.")
    asks: Asks = Field(description="What a guest chooses before the resource.")
    max_party_size: int | None = Field(description="Null in a venue that asks for no party size.", examples=[6])
    slot_minutes: int = Field(
        description="How long a visit lasts, unless a service or the party's size says otherwise.", examples=[120]
    )
    start_every_minutes: int = Field(description="The time between two starts.", examples=[30])
    horizon_days: int = Field(description="The number of days after today that can be booked.", examples=[60])
    min_notice_minutes: int = Field(description="A slot that begins sooner than this cannot be booked.", examples=[30])
    cancel_until_minutes: int = Field(
        description="A guest may cancel or move a booking until this many minutes before its start.", examples=[60]
    )
    max_active_per_guest: int = Field(description="The largest number of upcoming bookings of one guest.", examples=[5])
    for_others: bool = Field(description="Whether a guest may book for somebody else, with `for_whom`.")
    opening_hours: OpeningHours
    closures: list[Day] = Field(description="Days on which the venue is closed in spite of its opening hours.")
    special_hours: dict[date, list[HoursView]] = Field(
        description="Opening hours of single days, in place of their weekday's."
    )
    now: AwareDatetime = Field(
        description="The present time, with the offset of the venue's zone.", examples=["2026-11-22T12:34:56+03:00"]
    )
    today: Day = Field(description="Today in the venue's zone.", examples=["2026-11-22"])
    last_day: Day = Field(description="The last day that can be booked today.", examples=["2027-01-21"])
    floor_plan_url: str | None = Field(
        description="A path on this host to an SVG, or null. In the SVG, each table is a group with `data-resource`.",
        examples=["/api/v1/venues/binary_bites/floor-plan"],
    )


class UsualPlaceView(Answer):
    """A place to which the guest has come more than once within a year, for a party of a size."""

    resource_id: ResourceId
    party_size: int | None = Field(description="Null where no party size is asked for.")


class RelativeView(Answer):
    """A child, a relative or a friend who comes in the guest's place."""

    name: str = Field(examples=["Маша"])
    birth_year: int | None = Field(description="Null where the guest gave none.", examples=[2019])


class GuestView(Answer):
    """The guest who signed the request."""

    locale: Locale = Field(description="The guest's choice, else that of Telegram, else the venue's.")
    has_desk: bool = Field(description="Whether the guest is an admin of the venue, for whom there is a desk.")
    has_own_day: bool = Field(description="Whether the guest is of the staff: at the desk they see their own day.")
    usual_places: list[UsualPlaceView] = Field(
        description="What to propose where it is free, the most usual one first. The catalogue may have some no longer."
    )
    relatives: list[RelativeView] = Field(description="For whom the guest has booked: those to choose among.")


class OffersQuestion(Answer):
    """Whether to ask the guest now whether they want offers."""

    question: str | None = Field(
        description="In the guest's language; to be answered with yes or no. Null: they are not to be asked.",
        examples=["🎁 May we send you an offer or a treat now and then?"],
    )


class OffersAnswer(Request):
    """The guest's answer to the question."""

    wants: bool = Field(description="Whether the guest wants offers. Without a yes none is sent.")


class SpecialtyView(Answer):
    """A specialty of doctors."""

    id: str = Field(examples=["therapy"])
    name: LocalizedText
    description: LocalizedText
    icon: str = Field(description="The name of an icon, not a picture.", examples=["stethoscope"])
    synonyms: SynonymsView


class ServiceView(Answer):
    """A service: what a visit is for."""

    id: str = Field(examples=["haircut"])
    name: LocalizedText
    description: LocalizedText | None
    minutes: int = Field(description="How long the visit lasts.", examples=[45])
    price: LocalizedText | None = Field(description="As it is to be shown.")
    resource_ids: list[ResourceId] = Field(description="The people who perform it.", examples=[["anna", "boris"]])


class CatalogueHits(Answer):
    """The ids of what a search has found, each list in the venue's order."""

    specialties: list[str] = Field(examples=[["otolaryngology"]])
    services: list[str]
    resources: list[ResourceId]


class ResourceView(Answer):
    """A table, which has a `capacity`, a doctor, who has a `specialty`, or another person. What does not apply is null.
    Tables that are joined for a large party are one resource."""

    id: ResourceId
    resource_ids: list[ResourceId] = Field(
        description="The tables that are joined; else only the `id`.", examples=[["t8", "t9"]]
    )
    name: LocalizedText
    description: LocalizedText
    capacity: int | None = Field(description="The number of seats at a table.", examples=[2])
    specialty: str | None = Field(description="The id of a doctor's specialty.", examples=["therapy"])
    experience_years: int | None = Field(description="The years for which a doctor has practised.", examples=[15])
    photo_url: str | None = Field(
        description="A path on this host.", examples=["/api/v1/venues/zdorovie_plus/photos/belova.webp"]
    )


class ResourceSlot(Answer):
    """A slot of one resource."""

    starts_at: StartsAt
    ends_at: EndsAt
    is_free: bool = Field(
        description="Whether it can be booked now. False also for a past slot, one too soon or too far ahead."
    )
    changeable_until: ChangeableUntil


class ResourceDay(Answer):
    """All slots of a day in order of their start. A day off has none."""

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
    best_resource_id: ResourceId | None = Field(
        description="The resource to propose, the first of `free_resource_ids`. Null if none is free.", examples=["t3"]
    )
    free_resource_ids: list[ResourceId] = Field(
        description="The resources that fit and can be booked now, the best first: the smallest table, the person with "
        "the emptiest day. Joined tables only where no smaller number of tables is free.",
        examples=[["t3", "t5"]],
    )
    changeable_until: ChangeableUntil


class VenueDay(Answer):
    """All slots of a day in order of their start. A day off has none."""

    date: Day
    slots: list[VenueSlot]


class Availability(Answer):
    """For each slot, the free resources among those that fit."""

    resource_ids: list[ResourceId] = Field(
        description="All resources that fit, free or not. Tables: the smallest first."
    )
    days: list[VenueDay]


class RelativeBody(Request):
    """A child, a relative or a friend who comes in the guest's place."""

    name: Annotated[str, Field(max_length=256)] = Field(description="Without digits.", examples=["Маша"])
    birth_year: Annotated[int, Field(strict=True)] | None = Field(default=None, examples=[2019])


class BookingBody(Request):
    """The slot and the party that a guest confirms."""

    starts_at: WrittenInstant
    resource_id: Annotated[ResourceId, Field(max_length=32)] | None = Field(
        default=None, description="Default: the best one that is free.", examples=["t3"]
    )
    service_id: Annotated[str, Field(max_length=32)] | None = Field(
        default=None, description="Required if the venue asks for a service.", examples=["haircut"]
    )
    specialty: Annotated[str, Field(max_length=32)] | None = Field(
        default=None, description="For any doctor of a specialty, without a `resource_id`.", examples=["therapy"]
    )
    party_size: Annotated[int, Field(ge=1, le=1000, strict=True)] | None = Field(
        default=None,
        description="The number of people. Required if the venue asks for it, else not allowed.",
        examples=[2],
    )
    for_whom: RelativeBody | None = Field(
        default=None, description="Default: the guest comes. Only where the venue's `for_others` is true."
    )


class MoveBody(Request):
    """The slot that a booking moves to."""

    starts_at: WrittenInstant
    resource_id: Annotated[ResourceId, Field(max_length=32)] | None = Field(
        default=None, description="Default: the booking's present resource.", examples=["t4"]
    )
    service_id: Annotated[str, Field(max_length=32)] | None = Field(
        default=None, description="Default: the booking's present service.", examples=["haircut"]
    )


class BookingView(Answer):
    """A guest's booking of one slot."""

    id: int = Field(examples=[17])
    resource_id: ResourceId
    resource_name: LocalizedText
    starts_at: StartsAt
    ends_at: EndsAt
    party_size: int | None = Field(description="Null in a venue that asks for no party size.", examples=[2])
    service_id: str | None = Field(description="Null where no service was chosen.", examples=["haircut"])
    service_name: LocalizedText | None = Field(description="Null where no service was chosen, or it was removed.")
    for_whom: RelativeView | None = Field(description="Null where the guest comes.")
    status: BookingStatus = Field(description="As of the answer: a visit that has ended is `completed`.")
    changeable_until: AwareDatetime = Field(
        description="Until when the guest may cancel or move it.", examples=["2026-11-28T18:00:00+03:00"]
    )
    is_changeable: bool = Field(description="Whether the guest may cancel or move it now.")
    is_movable: bool = Field(
        description="Whether the guest may move it now, and its resource can still take it at another time."
    )
    version: int = Field(description="Grows with each move. Send it when the guest cancels or moves it.", examples=[1])
    created_at: AwareDatetime = Field(examples=["2026-11-22T12:34:56+03:00"])


class WaitBody(Request):
    """A day for which a guest waits, for what, and which times of it suit them."""

    date: WrittenDay
    around: WrittenInstant | None = Field(
        default=None, description="The start that is wanted, or one that is at most an hour earlier or later."
    )
    begins_at: WrittenInstant | None = Field(default=None, description="The earliest start. Not with `around`.")
    ends_at: WrittenInstant | None = Field(
        default=None,
        description="A start is before this. Without `around`, `begins_at` and `ends_at` any time of the day will do.",
        examples=["2026-11-28T21:00:00+03:00"],
    )
    resource_id: Annotated[ResourceId, Field(max_length=32)] | None = Field(
        default=None, description="The only one that is wanted. Default: any that fits.", examples=["t3"]
    )
    service_id: Annotated[str, Field(max_length=32)] | None = Field(
        default=None, description="Required if the venue asks for a service.", examples=["haircut"]
    )
    specialty: Annotated[str, Field(max_length=32)] | None = Field(
        default=None, description="For any doctor of a specialty.", examples=["therapy"]
    )
    party_size: Annotated[int, Field(ge=1, le=1000, strict=True)] | None = Field(
        default=None,
        description="The number of people. Required if the venue asks for it, else not allowed.",
        examples=[2],
    )
    for_whom: RelativeBody | None = Field(
        default=None, description="Default: the guest comes. Only where the venue's `for_others` is true."
    )

    @model_validator(mode="after")
    def _has_one_window(self) -> Self:
        if (self.begins_at is None) is not (self.ends_at is None):
            raise ValueError("expected both `begins_at` and `ends_at`, or neither")
        if self.begins_at is not None and self.ends_at is not None:
            if self.around is not None:
                raise ValueError("expected `around`, or `begins_at` and `ends_at`")
            if self.ends_at <= self.begins_at:
                raise ValueError("expected `ends_at` after `begins_at`")
        return self


class OfferView(Answer):
    """A place that is held for a guest who waits."""

    id: int = Field(examples=[8])
    resource_id: ResourceId
    resource_name: LocalizedText
    starts_at: StartsAt
    ends_at: EndsAt
    held_until: AwareDatetime = Field(
        description="Until when the guest may take it: then the next guest is offered it.",
        examples=["2026-11-28T12:10:00+03:00"],
    )


class WaitView(Answer):
    """What a guest waits for on a day. Without `around`, `begins_at` and `ends_at` any time of it will do."""

    id: int = Field(examples=[5])
    date: Day
    around: AwareDatetime | None = Field(
        description="The start that is wanted: one that is at most an hour earlier or later will do.",
        examples=["2026-11-28T18:00:00+03:00"],
    )
    begins_at: AwareDatetime | None = Field(
        description="The earliest start that will do.", examples=["2026-11-28T17:00:00+03:00"]
    )
    ends_at: AwareDatetime | None = Field(
        description="A start before this will do.", examples=["2026-11-28T21:00:00+03:00"]
    )
    party_size: int | None = Field(description="Null in a venue that asks for no party size.", examples=[2])
    specialty: str | None = Field(description="Null where none was chosen.", examples=["therapy"])
    specialty_name: LocalizedText | None = Field(description="Null where none was chosen, or it was removed.")
    service_id: str | None = Field(description="Null where no service was chosen.", examples=["haircut"])
    service_name: LocalizedText | None = Field(description="Null where no service was chosen, or it was removed.")
    resource_id: ResourceId | None = Field(description="The only one that is wanted. Null: any that fits.")
    resource_name: LocalizedText | None = Field(description="Of the only one that is wanted.")
    for_whom: RelativeView | None = Field(description="Who will come. Null where the guest comes.")
    joined_at: AwareDatetime = Field(description="Since when the guest waits.", examples=["2026-11-22T12:34:56+03:00"])
    offer: OfferView | None = Field(description="The place that is held for the guest now.")


class CalendarLink(Answer):
    """The address of a booking's calendar file."""

    url: str = Field(
        description="A path on this host. Everybody who has it may read the file, as a browser outside Telegram.",
        examples=["/api/v1/venues/binary_bites/bookings/17/calendar.ics?key=3c9a"],
    )


class CalendarAddress(Answer):
    """The address from which a calendar reads all of the guest's bookings."""

    url: str | None = Field(
        description="A path on this host; null where there is no address. Everybody who has it may read the bookings, "
        "as a calendar program that is not signed in.",
        examples=["/api/v1/venues/binary_bites/calendar/5f0c3e.ics"],
    )


class DataLink(Answer):
    """The address of a file with all that the venue keeps about the guest."""

    url: str = Field(
        description="A path on this host. Everybody who has it may read the file, as a browser outside Telegram.",
        examples=["/api/v1/venues/binary_bites/me/data.json?token=12-1764279000-3c9a"],
    )
    expires_at: AwareDatetime = Field(
        description="Then it opens nothing any more.", examples=["2026-11-22T12:44:56+03:00"]
    )


class BookingPage(Answer):
    """A page of the guest's bookings: upcoming ones first, soonest first; then past ones, newest first."""

    bookings: list[BookingView]
    total: int = Field(description="The number of bookings on all pages.", examples=[3])
