"""The JSON body of a failed request. See `schemas`."""

from pydantic import AwareDatetime, BaseModel, Field

from app.api.desk_schemas import DeskBooking
from app.api.schemas import Answer, LocalizedText, StartsAt


class FieldMistake(BaseModel):
    """A mistake in one part of a request."""

    field: str = Field(description="The path of the part, with dots.", examples=["body.starts_at"])
    message: str = Field(examples=["expected a date and a time with an offset, such as 2026-11-28T18:00:00+03:00"])


class BookingInTheWay(Answer):
    """The guest's own booking for the same person at the time that was asked for."""

    id: int = Field(examples=[12])
    resource_name: LocalizedText
    starts_at: StartsAt
    for_name: str | None = Field(description="The person, if that is not the guest.", examples=["Маша"])


class Problem(BaseModel):
    """Why a request failed (RFC 9457). Decide by `code`, which is stable; the texts are for developers."""

    type: str = Field(
        description="A URI that identifies the kind of problem.", examples=["urn:bronya:problem:slot_taken"]
    )
    title: str = Field(examples=["The slot is taken"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["the slot is taken"])
    code: str = Field(examples=["slot_taken"])
    errors: list[FieldMistake] | None = Field(default=None, description="With `validation_failed`: every mistake.")
    same_time_resource_ids: list[str] | None = Field(
        default=None,
        description="With `slot_taken` and `party_does_not_fit`: the other resources that fit and are free at the same "
        "time, the best first.",
        examples=[["t4", "t5"]],
    )
    free_starts: list[AwareDatetime] | None = Field(
        default=None,
        description="With `slot_taken`: the starts of that day that are free: at the resource, if one was wanted.",
        examples=[["2026-11-28T20:00:00+03:00"]],
    )
    other_booking_id: int | None = Field(
        default=None, description="With `guest_is_busy`: the guest's other booking at that time.", examples=[12]
    )
    booking: BookingInTheWay | None = Field(default=None, description="With `guest_is_busy`: that booking, to name it.")
    truth: DeskBooking | None = Field(
        default=None, description="At the desk, with `changed_meanwhile` and `not_standing`: the booking as it is now."
    )
    limit: int | None = Field(
        default=None,
        description="With `too_many_bookings`, `too_many_cancellations`, `too_many_moves`, `too_many_no_shows` and "
        "`too_many_waits`: the number allowed.",
        examples=[5],
    )
    again_at: AwareDatetime | None = Field(
        default=None,
        description="With `too_many_cancellations`: from when on the guest can book again.",
        examples=["2026-11-29T12:34:56+03:00"],
    )
