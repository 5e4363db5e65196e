"""Whether the guest wants offers. They are asked once, after the first booking: in the chat or in the Mini App."""

from dishka.integrations.fastapi import DishkaRoute, FromDishka
from fastapi import APIRouter, Depends

from app.api import schemas
from app.api.bookings import BODY_CODES
from app.api.callers import ServedVenue, SignedGuest, limit_writes
from app.api.problems import guest_responses
from app.domain.access import Visitor
from app.texts.translator import Translator
from app.usecases.guests.answer_offers import AnswerOffers
from app.usecases.guests.ask_about_offers import AskAboutOffers

router = APIRouter(
    prefix="/api/v1/venues/{venue}/me/offers",
    tags=["Guests"],
    route_class=DishkaRoute,
    generate_unique_id_function=lambda route: route.name,
)


@router.post("/ask", summary="Ask about offers", dependencies=[Depends(limit_writes)], responses=guest_responses())
async def ask_about_offers(
    venue: ServedVenue, guest: SignedGuest, ask: FromDishka[AskAboutOffers], translator: FromDishka[Translator]
) -> schemas.OffersQuestion:
    """The question to show to a guest who has just booked. It is recorded that they were asked, so a second request is
    answered with null, and so is one of a guest whom the chat has asked."""
    words = translator.words(venue, guest.locale(venue))
    is_to_be_asked = await ask(Visitor(venue, guest), words.plain("offers_version"))
    return schemas.OffersQuestion(question=words.plain("offers_question") if is_to_be_asked else None)


@router.post(
    "",
    summary="Answer about offers",
    status_code=204,
    dependencies=[Depends(limit_writes)],
    responses=guest_responses(*BODY_CODES),
)
async def answer_about_offers(guest: SignedGuest, body: schemas.OffersAnswer, answer: FromDishka[AnswerOffers]) -> None:
    """Record the guest's answer, its time and which version of the question it answers. The last answer counts; the
    chat takes others under Help."""
    await answer(guest, consent=body.wants)
