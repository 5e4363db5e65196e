"""What the venue keeps about a guest: they get it as a file, and have it erased.

Telegram's client saves a file only through a browser, which has no initData. So the guest asks for a link first, and
the link itself opens the file, for a few minutes.
"""

from typing import Annotated

from dishka.integrations.fastapi import DishkaRoute, FromDishka
from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from app.api import schemas
from app.api.callers import BotToken, ServedVenue, SignedBy, SignedGuest, limit_by_address, limit_reads, limit_writes
from app.api.problems import guest_responses, public_responses
from app.domain.access import DataReader, Visitor
from app.runtime.clock import Clock
from app.usecases.guests.find_guest import FindGuest
from app.usecases.guests.forget_guest import ForgetGuest
from app.usecases.guests.my_data_file import FILE_NAME, my_data_as_json
from app.usecases.guests.tell_my_data import TellMyData

MEDIA_TYPE = "application/json"

router = APIRouter(
    prefix="/api/v1/venues/{venue}/me",
    tags=["Guests"],
    route_class=DishkaRoute,
    generate_unique_id_function=lambda route: route.name,
)


@router.get("/data", summary="The link to my data", dependencies=[Depends(limit_reads)], responses=guest_responses())
async def link_my_data(
    venue: ServedVenue, guest: SignedGuest, token: BotToken, clock: FromDishka[Clock]
) -> schemas.DataLink:
    """The address of a JSON file with all that the venue keeps about the guest, to be opened in a browser."""
    reader = DataReader.of(Visitor(venue, guest), token, clock.now())
    url = f"/api/v1/venues/{venue.id}/me/data.json?token={reader.token}"
    return schemas.DataLink(url=url, expires_at=reader.expires_at.astimezone(venue.zone))


@router.get(
    "/data.json",
    summary="My data",
    response_class=Response,
    dependencies=[Depends(limit_by_address)],
    responses={
        200: {"content": {MEDIA_TYPE: {}}, "description": "The file that the chat sends, too"},
        **public_responses(),
    },
)
async def show_my_data(
    venue: ServedVenue,
    secret: BotToken,
    token: Annotated[str, Query(max_length=128, description="As it is in the link.")],
    tell: FromDishka[TellMyData],
    clock: FromDishka[Clock],
) -> Response:
    """All that the venue keeps about a guest, as a JSON file. Everybody who has the link may read it while it lasts."""
    now = clock.now()
    content = my_data_as_json(venue, await tell(DataReader(venue, secret, token, now)), now)
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"', "Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type=MEDIA_TYPE)


@router.post(
    "/forget",
    summary="Erase my data",
    status_code=204,
    dependencies=[Depends(limit_writes)],
    responses=guest_responses(),
)
async def forget_me(
    venue: ServedVenue, signed: SignedBy, find: FromDishka[FindGuest], forget: FromDishka[ForgetGuest]
) -> None:
    """Cancel the guest's bookings, make past ones anonymous and erase all else; this cannot be undone.

    Repeated, the request has no effect: the guest is not known. Any other request registers them anew.
    """
    guest = await find(venue, signed.user.telegram_id)
    if guest:
        await forget(Visitor(venue, guest))
