"""Who needs what: the one list of parts for web, worker and scheduler."""

from collections.abc import AsyncIterator
from dataclasses import replace

from dishka import AsyncContainer, Provider, Scope, make_async_container, provide, provide_all
from redis.asyncio import Redis
from taskiq import AsyncBroker

from app.api.request_limit import RequestLimit
from app.bot.dispatcher import KnowGuest, create_dispatcher
from app.bot.send_budget import SendBudget
from app.bot.sender import TelegramSender
from app.bot.venue_bots import VenueBots
from app.catalogue.loader import load_venues
from app.clock import Clock, SystemClock
from app.database.engine import create_engine
from app.database.transaction import Database
from app.domain.venue import Venues
from app.queue import TaskQueue
from app.redis import create_redis
from app.settings import Settings, WrongSettings
from app.texts.translator import Translator
from app.usecases.book_slot import BookSlot
from app.usecases.broadcast import CountListeners, StartBroadcast, StopBroadcast
from app.usecases.cancel_booking import CancelBooking, DeleteBooking
from app.usecases.change_guest import AnswerOffers, ChooseLocale, NoticeBlock
from app.usecases.claim_due import ClaimDue
from app.usecases.complete_past_bookings import CompletePastBookings
from app.usecases.deliver_notification import DeliverNotification, Sender
from app.usecases.failed_messages import ListFailedMessages, ShowFailedMessage, TryAgain
from app.usecases.find_free_slots import FindFreeSlots
from app.usecases.forget_old_notifications import ForgetOldNotifications
from app.usecases.list_bookings import ListDay, ListMyBookings, ShowFigures
from app.usecases.move_booking import MoveBooking
from app.usecases.register_guest import RegisterGuest
from app.usecases.service_presence import ServicePresence
from app.usecases.show_booking import ShowBooking
from app.usecases.show_slots import ShowSlots


class Parts(Provider):
    """Everything lives as long as the process. Nothing connects before it is first used."""

    scope = Scope.APP

    use_cases = provide_all(
        AnswerOffers,
        BookSlot,
        CancelBooking,
        ChooseLocale,
        ClaimDue,
        CompletePastBookings,
        CountListeners,
        DeleteBooking,
        DeliverNotification,
        FindFreeSlots,
        ForgetOldNotifications,
        ListDay,
        ListFailedMessages,
        ListMyBookings,
        MoveBooking,
        NoticeBlock,
        RegisterGuest,
        ServicePresence,
        ShowBooking,
        ShowFailedMessage,
        ShowFigures,
        ShowSlots,
        StartBroadcast,
        StopBroadcast,
        TryAgain,
    )
    task_queue = provide(TaskQueue)
    know_guest = provide(KnowGuest)
    dispatcher = provide(staticmethod(create_dispatcher))
    request_limit = provide(RequestLimit)
    send_budget = provide(SendBudget)
    sender = provide(TelegramSender, provides=Sender)

    @provide
    def clock(self) -> Clock:
        return SystemClock()

    @provide
    async def database(self, settings: Settings) -> AsyncIterator[Database]:
        database = Database(create_engine(settings.database_url.get_secret_value()))
        yield database
        await database.close()

    @provide
    async def redis(self, settings: Settings) -> AsyncIterator[Redis]:
        redis = create_redis(settings.redis_url.get_secret_value())
        yield redis
        await redis.aclose()

    @provide
    async def bots(self, settings: Settings, venues: Venues) -> AsyncIterator[VenueBots]:
        bots = VenueBots(settings, venues)
        yield bots
        await bots.close()


def build_container(settings: Settings, broker: AsyncBroker, *edges: Provider) -> AsyncContainer:
    """The parts of one process; `edges` replace parts of the same type.

    Reads venues and texts at once. Raises `BrokenCatalogue`, `BrokenTexts`, and `WrongSettings` for a venue without a
    folder.
    """
    venues = serve(settings)
    translator = Translator.load(settings.venues_dir, venues.values())
    known = {Settings: settings, AsyncBroker: broker, Venues: venues, Translator: translator}
    given = Provider(scope=Scope.APP)
    for part in known:
        given.from_context(part)
    return make_async_container(Parts(), given, *edges, context=known)


def serve(settings: Settings) -> Venues:
    """The venues of the folder, each with the admins whom the operator named."""
    venues = load_venues(settings.venues_dir)
    unknown = [f"VENUES__{venue_id.upper()}" for venue_id in settings.venues if venue_id not in venues]
    if unknown:
        raise WrongSettings(f"{', '.join(unknown)}: no such venue; {settings.venues_dir} has {', '.join(venues)}")
    return {
        venue_id: replace(venue, admin_ids=tuple(settings.venues[venue_id].admin_ids))
        if venue_id in settings.venues
        else venue
        for venue_id, venue in venues.items()
    }
