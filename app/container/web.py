"""What the chat and the REST API need."""

from dishka import Provider, Scope, provide, provide_all

from app.api.request_limit import RequestLimit
from app.bot.dispatcher import IdentifyGuest, create_dispatcher
from app.bot.messages.counted_replies import CountReplies
from app.bot.update_limit import LimitUpdates
from app.catalogue.files import VenueFiles
from app.usecases.availability.find_slots import FindSlots
from app.usecases.bookings.book_slot import BookSlot
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.check_guest import CheckGuestIsFree, CheckMayBook
from app.usecases.bookings.delete_booking import DeleteBooking
from app.usecases.bookings.list_my_bookings import ListMyBookings
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.bookings.show_booking import ShowBooking
from app.usecases.bookings.show_linked_booking import ShowLinkedBooking
from app.usecases.broadcasts.count_audiences import CountAudiences
from app.usecases.broadcasts.start_broadcast import StartBroadcast
from app.usecases.broadcasts.stop_broadcast import StopBroadcast
from app.usecases.desk.bar_guest import BarGuest
from app.usecases.desk.keep_booking import KeepBooking
from app.usecases.desk.list_day import ListDay
from app.usecases.desk.list_undecided import ListUndecided
from app.usecases.desk.settle_all import SettleAll
from app.usecases.desk.show_card import ShowCard
from app.usecases.desk.show_figures import ShowFigures
from app.usecases.desk.show_guest import ShowGuest
from app.usecases.guests.answer_offers import AnswerOffers
from app.usecases.guests.choose_locale import ChooseLocale
from app.usecases.guests.record_block import RecordBlock
from app.usecases.guests.register_guest import RegisterGuest
from app.usecases.messages.list_failed_messages import ListFailedMessages
from app.usecases.messages.pass_on_answer import PassOnAnswer
from app.usecases.messages.retry_failed_message import RetryFailedMessage
from app.usecases.messages.show_failed_message import ShowFailedMessage
from app.usecases.presence.service_presence import ServicePresence


class WebProvider(Provider):
    """The use cases of guests and admins, and what calls them. Needs `CoreProvider` and `BotsProvider`."""

    scope = Scope.APP

    use_cases = provide_all(
        AnswerOffers,
        BarGuest,
        BookSlot,
        CheckGuestIsFree,
        CheckMayBook,
        CancelBooking,
        PassOnAnswer,
        ChooseLocale,
        CountAudiences,
        DeleteBooking,
        FindSlots,
        KeepBooking,
        ListDay,
        ListFailedMessages,
        ListMyBookings,
        ListUndecided,
        MoveBooking,
        RecordBlock,
        RegisterGuest,
        RetryFailedMessage,
        ServicePresence,
        SettleAll,
        ShowBooking,
        ShowCard,
        ShowFailedMessage,
        ShowFigures,
        ShowGuest,
        ShowLinkedBooking,
        StartBroadcast,
        StopBroadcast,
    )
    limit_updates = provide(LimitUpdates)
    identify_guest = provide(IdentifyGuest)
    dispatcher = provide(staticmethod(create_dispatcher))
    request_limit = provide(RequestLimit)
    venue_files = provide(VenueFiles)
    middleware = provide(CountReplies)
