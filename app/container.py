"""Who needs what: the one list of parts for web, worker and scheduler."""

from collections.abc import AsyncIterator
from dataclasses import replace

from dishka import AsyncContainer, Provider, Scope, make_async_container, provide, provide_all
from redis.asyncio import Redis
from taskiq import AsyncBroker

from app.api.request_limit import RequestLimit
from app.bot.dispatcher import IdentifyGuest, create_dispatcher
from app.bot.messages.send_budget import SendBudget
from app.bot.messages.sender import TelegramSender
from app.bot.venue_bots import VenueBots
from app.catalogue.loader import load_venues
from app.database.engine import create_engine
from app.database.transaction import Database
from app.domain.venues import Venues
from app.queue import TaskQueue
from app.runtime.clock import Clock, SystemClock
from app.runtime.redis import create_redis
from app.runtime.settings import InvalidSettings, Settings
from app.texts.translator import Translator
from app.usecases.availability.find_free_slots import FindFreeSlots
from app.usecases.availability.show_slots import ShowSlots
from app.usecases.bookings.book_slot import BookSlot
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.complete_past_bookings import CompletePastBookings
from app.usecases.bookings.delete_booking import DeleteBooking
from app.usecases.bookings.list_my_bookings import ListMyBookings
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.bookings.show_booking import ShowBooking
from app.usecases.broadcasts.count_audiences import CountAudiences
from app.usecases.broadcasts.start_broadcast import StartBroadcast
from app.usecases.broadcasts.stop_broadcast import StopBroadcast
from app.usecases.desk.list_day import ListDay
from app.usecases.desk.show_figures import ShowFigures
from app.usecases.guests.answer_offers import AnswerOffers
from app.usecases.guests.choose_locale import ChooseLocale
from app.usecases.guests.record_block import RecordBlock
from app.usecases.guests.register_guest import RegisterGuest
from app.usecases.messages.claim_due import ClaimDue
from app.usecases.messages.delete_old_notifications import DeleteOldNotifications
from app.usecases.messages.deliver_notification import DeliverNotification, Sender
from app.usecases.messages.list_failed_messages import ListFailedMessages
from app.usecases.messages.retry_failed_message import RetryFailedMessage
from app.usecases.messages.show_failed_message import ShowFailedMessage
from app.usecases.presence.service_presence import ServicePresence


class AppProvider(Provider):
    """Everything lives as long as the process. Nothing connects before it is first used."""

    scope = Scope.APP

    use_cases = provide_all(
        AnswerOffers,
        BookSlot,
        CancelBooking,
        ChooseLocale,
        ClaimDue,
        CompletePastBookings,
        CountAudiences,
        DeleteBooking,
        DeliverNotification,
        FindFreeSlots,
        DeleteOldNotifications,
        ListDay,
        ListFailedMessages,
        ListMyBookings,
        MoveBooking,
        RecordBlock,
        RegisterGuest,
        ServicePresence,
        ShowBooking,
        ShowFailedMessage,
        ShowFigures,
        ShowSlots,
        StartBroadcast,
        StopBroadcast,
        RetryFailedMessage,
    )
    task_queue = provide(TaskQueue)
    identify_guest = provide(IdentifyGuest)
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


def build_container(settings: Settings, broker: AsyncBroker, *overrides: Provider) -> AsyncContainer:
    """The parts of one process; `overrides` replace parts of the same type.

    Reads venues and texts at once. Raises `InvalidCatalogue`, `InvalidTexts`, and `InvalidSettings` for a venue without
    a folder.
    """
    venues = serve(settings)
    translator = Translator.load(settings.venues_dir, venues.values())
    known = {Settings: settings, AsyncBroker: broker, Venues: venues, Translator: translator}
    given = Provider(scope=Scope.APP)
    for part in known:
        given.from_context(part)
    return make_async_container(AppProvider(), given, *overrides, context=known)


def serve(settings: Settings) -> Venues:
    """The venues of the folder, each with the admins whom the operator named."""
    venues = load_venues(settings.venues_dir)
    unknown = [f"VENUES__{venue_id.upper()}" for venue_id in settings.venues if venue_id not in venues]
    if unknown:
        raise InvalidSettings(f"{', '.join(unknown)}: no such venue; {settings.venues_dir} has {', '.join(venues)}")
    return {
        venue_id: replace(venue, admin_ids=tuple(settings.venues[venue_id].admin_ids))
        if venue_id in settings.venues
        else venue
        for venue_id, venue in venues.items()
    }
