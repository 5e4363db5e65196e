"""The JSON bodies of the desk's requests and answers. See `schemas`."""

from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from app.api.instants import WrittenInstant
from app.api.schemas import Answer, Day, EndsAt, LocalizedText, RelativeView, Request, ResourceId, StartsAt, WaitView
from app.domain.attendance import Attendance
from app.domain.bookings import REMARK_LENGTH, BookingStatus, Change, Role, Source
from app.domain.closures import Remedy
from app.domain.messages.receipts import Fate


class DeskGroup(Answer):
    """Resources that the desk shows together: the doctors of a specialty."""

    id: str = Field(examples=["therapy"])
    name: LocalizedText


class DeskHours(Answer):
    """A span in which a resource can be booked."""

    starts_at: StartsAt
    ends_at: EndsAt


class DeskResource(Answer):
    """A table or a person on a day of the desk."""

    id: ResourceId
    name: LocalizedText
    group: str | None = Field(description="The id of its group; null where there are no groups.", examples=["therapy"])
    capacity: int | None = Field(description="The number of seats at a table.", examples=[2])
    hours: list[DeskHours] = Field(description="When it can be booked that day. Empty on its day off.")


class DeskBooking(Answer):
    """A booking as the desk shows it."""

    id: int = Field(examples=[17])
    date: Annotated[Day, Field(description="The day of the desk that has it: a night belongs to the day before.")]
    resource_id: ResourceId
    resource_ids: list[ResourceId] = Field(description="The tables that are joined; else only the `resource_id`.")
    resource_name: LocalizedText
    starts_at: StartsAt
    ends_at: EndsAt
    guest_name: str = Field(description="Empty where the guest's name has nothing that can be seen.")
    for_whom: RelativeView | None = Field(description="Who comes in the guest's place. Null where the guest comes.")
    party_size: int | None = Field(description="Null in a venue that asks for no party size.", examples=[2])
    service_name: LocalizedText | None = Field(description="Null where no service was chosen, or it was removed.")
    status: BookingStatus = Field(description="As of the answer: a visit that has ended is `completed`.")
    is_changeable: bool = Field(description="Whether the venue may move or cancel it: it is live and not over.")
    is_reachable: bool = Field(
        description="Whether the bot may write to the guest: false if they blocked it, or never came to it."
    )
    note: str | None = Field(
        description="What the venue's people have noted about it. Its guest reads it only in the file of `/my_data`."
    )
    late_minutes: int | None = Field(
        description="So long after the start the guest comes, as they have answered to a reminder; 0: in time. "
        "Null: no answer, or the guest is not expected any more.",
        examples=[20],
    )
    version: int = Field(
        description="Grows with each move or other number of guests. Send it with a change.", examples=[1]
    )
    busy_until: AwareDatetime = Field(
        description="When its place can be used again: after the visit and its buffer.",
        examples=["2026-11-28T20:15:00+03:00"],
    )


class DeskHeld(Answer):
    """A place that is held for a guest of the waiting list. It is no booking yet, and cannot be booked."""

    offer_id: int = Field(examples=[8])
    resource_ids: list[ResourceId] = Field(description="The tables that are joined; else the only resource.")
    starts_at: StartsAt
    ends_at: EndsAt
    busy_until: AwareDatetime = Field(description="When its place could be used again: after the visit and its buffer.")
    held_until: AwareDatetime = Field(
        description="Until when the guest may take it.", examples=["2026-11-28T12:10:00+03:00"]
    )
    guest_name: str = Field(description="Empty where the guest's name has nothing that can be seen.")
    for_whom: RelativeView | None = Field(description="Who comes in the guest's place. Null where the guest comes.")
    party_size: int | None = Field(description="Null in a venue that asks for no party size.", examples=[2])


class DeskClosure(Answer):
    """A span of time for which admins have closed the venue or one of its resources."""

    id: int = Field(examples=[3])
    resource_id: ResourceId | None = Field(description="Null: the whole venue.")
    name: LocalizedText = Field(description="Of the resource or the venue.")
    starts_at: StartsAt
    ends_at: EndsAt


class DeskDay(Answer):
    """A day of the venue: a night over midnight belongs to the day on which it begins."""

    date: Day
    is_own: bool = Field(
        description="Whether it has only the resources of a member of staff, who asks for it, with their bookings and "
        "closures. Staff record who has come, and write notes; all else of the desk is for admins."
    )
    groups: list[DeskGroup] = Field(description="In the venue's order. Empty where resources are not grouped.")
    resources: list[DeskResource] = Field(description="All of them, in the venue's order; or the own ones.")
    bookings: list[DeskBooking] = Field(description="All of these, canceled ones, too; the earliest first.")
    closures: list[DeskClosure] = Field(
        description="Those of the venue and of these resources that overlap the day, the earliest first."
    )
    held: list[DeskHeld] = Field(description="What of these resources is held for guests of the waiting list.")
    waiting: int = Field(
        description="The number of wishes for a place of the day. 0 for staff, who do not see the waiting list.",
        examples=[2],
    )


class DeskWait(Answer):
    """Somebody who waits for a place of a day."""

    wait: WaitView
    guest_name: str = Field(description="Empty where the guest's name has nothing that can be seen.")
    username: str | None = Field(description="The guest's username in Telegram.", examples=["anna"])
    phone: str | None = Field(
        description="As people read it; null where it is not known.", examples=["+7 916 123-45-67"]
    )


class DeskChange(Answer):
    """An entry of a booking's history."""

    kind: Change
    changed_at: AwareDatetime = Field(examples=["2026-11-22T12:34:56+03:00"])
    by: Role
    admin_name: str | None = Field(
        description="Null if it was no admin or member of staff, or one whom the venue does not know."
    )
    old_resource_name: LocalizedText | None = Field(description="With `moved`: where it was before.")
    old_starts_at: AwareDatetime | None = Field(description="With `moved`: when it was before.")
    old_party_size: int | None = Field(
        description="With `party_changed`: for how many guests it was before.", examples=[4]
    )
    remark: str | None = Field(
        description="With `canceled`: the reason that the guest was told. With `noted`: the new note."
    )


class DeskCard(Answer):
    """All that the desk knows of a booking."""

    booking: DeskBooking
    created_at: AwareDatetime = Field(examples=["2026-11-22T12:34:56+03:00"])
    source: Source | None = Field(description="How it was made. Null where that was not recorded.")
    phone: str | None = Field(
        description="As people read it; null where it is not known.", examples=["+7 916 123-45-67"]
    )
    username: str | None = Field(description="The guest's username in Telegram.", examples=["anna"])
    is_barred: bool = Field(description="Whether an admin has barred the guest.")
    visits: int = Field(description="How often the guest has come so far.", examples=[3])
    no_shows: int = Field(description="How often the guest has not come.", examples=[0])
    can_move: bool = Field(description="Whether the caller may move it now: an admin, until its end.")
    party_sizes: list[int] = Field(
        description="The other numbers of guests that the caller may give it now, though perhaps at another table: an "
        "admin, until its end, in a venue that asks for a party size.",
        examples=[[1, 3, 4, 5, 6]],
    )
    can_cancel: bool = Field(
        description="Whether the caller may cancel it now: an admin, and not while its guest is there."
    )
    stars: int | None = Field(description="How the guest has rated the visit, 1 to 5.", examples=[5])
    comment: str | None = Field(description="What the guest has written about the visit.")
    touched_at: AwareDatetime | None = Field(
        description="The start of the next visit there, if the guest comes late and that reaches into it."
    )
    attendance: list[Attendance] = Field(description="What may be recorded about the guest now.")
    history: list[DeskChange] = Field(description="The newest changes, the oldest of these first.")


class DeskMessage(Answer):
    """A message about a booking, and what has become of it."""

    id: int = Field(examples=[40])
    name: LocalizedText = Field(description="Which message it is.")
    reader: LocalizedText = Field(description="Who gets it: a name, the staff group, or the id of a chat.")
    owed_at: AwareDatetime = Field(description="When it was to be sent.", examples=["2026-11-22T12:34:56+03:00"])
    fate: Fate
    due_at: AwareDatetime | None = Field(description="With `again`: when it is tried next.")
    sent_at: AwareDatetime | None = Field(description="With `sent`.")
    attempts: int = Field(examples=[1])
    tried_at: AwareDatetime | None = Field(description="When the last attempt ended.")
    why: LocalizedText | None = Field(description="Why it was not sent, or not yet, where that is known.")


Remark = Annotated[str, Field(max_length=REMARK_LENGTH, pattern=r"^[^\x00]*$")]
"""What an admin writes. A database cannot store NUL."""


class DeskCancelBody(Request):
    """What the guest of a canceled booking is told."""

    reason: Remark | None = Field(default=None, examples=["У нас прорвало трубу"])


class DeskAttendanceBody(Request):
    """What an admin records about a guest."""

    attendance: Attendance


class DeskNoteBody(Request):
    """A note, and the one that it replaces."""

    note: Remark = Field(description="Empty to remove the note.", examples=["С коляской"])
    seen_note: Remark | None = Field(
        default=None, description="The note that the admin was shown. If it is another one now, nothing is changed."
    )


class DeskPlace(Answer):
    """A table, joined tables or a person, where a guest can be booked."""

    id: ResourceId
    name: LocalizedText
    capacity: int | None = Field(description="The number of seats. Null for a person.", examples=[2])


class DeskTime(Answer):
    """A slot of a day at which something is free."""

    starts_at: StartsAt
    ends_at: EndsAt
    free_resource_ids: list[ResourceId] = Field(description="The places that are free, the best first.")


class DeskTimes(Answer):
    """What of a day can be booked for a guest."""

    places: list[DeskPlace] = Field(description="All that are free at some time.")
    times: list[DeskTime] = Field(description="In order of their start.")


class DeskBookingBody(Request):
    """The slot that the desk books, and for whom."""

    starts_at: WrittenInstant
    resource_id: Annotated[ResourceId, Field(max_length=32)]
    service_id: Annotated[str, Field(max_length=32)] | None = Field(
        default=None, description="Required if the venue asks for a service.", examples=["haircut"]
    )
    party_size: Annotated[int, Field(ge=1, le=1000, strict=True)] | None = Field(
        default=None, description="Required if the venue asks for it, else not allowed.", examples=[2]
    )
    name: Annotated[str, Field(max_length=256)] = Field(default="", examples=["Анна"])
    phone: Annotated[str, Field(max_length=64)] | None = Field(
        default=None,
        description="As people write it. Without a country code it is one of the venue's country.",
        examples=["8 916 123-45-67"],
    )
    source: Literal[Source.PHONE, Source.WALK_IN] = Field(description="Whether the guest has called or come.")


class DeskFound(Answer):
    """A booking that was searched for."""

    booking: DeskBooking
    phone: str | None = Field(
        description="As people read it; null where it is not known.", examples=["+7 916 123-45-67"]
    )


class DeskClosureBody(Request):
    """What to close, from when until when."""

    resource_id: Annotated[ResourceId, Field(max_length=32)] | None = Field(
        default=None, description="Null: the whole venue."
    )
    starts_at: WrittenInstant
    ends_at: WrittenInstant

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("expected `ends_at` after `starts_at`")
        return self


class DeskCloseBody(DeskClosureBody):
    """A closure that an admin confirms."""

    seen: Annotated[str, Field(max_length=64)] = Field(description="The `digest` of the bookings that were shown.")
    reason: Remark | None = Field(default=None, description="What the guests of canceled bookings are told.")
    remedy: Remedy = Field(
        default=Remedy.CANCEL,
        description="`cancel` cancels all of them. `move` moves each to the best other place that is free at its time, "
        "and cancels it where there is none.",
    )


class DeskHit(DeskFound):
    """A booking that falls into a closure."""

    moves_to: DeskPlace | None = Field(description="Where it can be moved, at the same time; null: nowhere.")


class DeskClosurePreview(Answer):
    """What a closure would hit."""

    bookings: list[DeskHit] = Field(description="Those that fall into it, the earliest first.")
    seated: int = Field(description="Guests who are there now: they stay.")
    digest: str = Field(description="Equal for the same bookings at the same times. Send it to close.")


class DeskClosed(Answer):
    """What became of the bookings that a closure hit."""

    moved: int = Field(description="Those that have another place at the same time.")
    canceled: int
    refused: int = Field(description="Those that stand, because they changed meanwhile.")


class DeskMoveBody(Request):
    """The slot to which the desk moves a booking, and for how many guests: its own slot for another number of them."""

    starts_at: WrittenInstant
    resource_id: Annotated[ResourceId, Field(max_length=32)]
    party_size: Annotated[int, Field(ge=1, le=1000, strict=True)] | None = Field(
        default=None, description="Another number of guests. Null: as many as before.", examples=[6]
    )
