"""What the chat and the REST API need."""

from dishka import Provider, Scope, provide, provide_all

from app.api.request_limit import RequestLimit
from app.bot.dialogs.bookings.same_again import OpenSameAgain
from app.bot.dialogs.waitlist.declining import DeclinePlace
from app.bot.dialogs.waitlist.taking import TakePlace
from app.bot.dispatcher import IdentifyGuest, create_dispatcher
from app.bot.messages.counted_replies import CountReplies
from app.bot.sentences.fill import SettleTime
from app.bot.sentences.open_meant import OpenMeant
from app.bot.sentences.open_sentence import OpenSentence
from app.bot.update_limit import LimitUpdates
from app.catalogue.files import VenueFiles
from app.pictures.drawing import Drawing
from app.usecases.availability.find_slots import FindSlots
from app.usecases.availability.search_catalogue import SearchCatalogue
from app.usecases.bookings.answer_reminder import AnswerReminder
from app.usecases.bookings.book_slot import BookSlot
from app.usecases.bookings.check_guest import CheckGuestIsFree, CheckMayBook
from app.usecases.bookings.delete_booking import DeleteBooking
from app.usecases.bookings.find_requested import FindRequested
from app.usecases.bookings.find_usual_places import FindUsualPlaces
from app.usecases.bookings.list_my_bookings import ListMyBookings
from app.usecases.bookings.list_relatives import ListRelatives
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.bookings.read_sentence import ReadSentence
from app.usecases.bookings.show_booking import ShowBooking
from app.usecases.bookings.show_calendar import ShowCalendar
from app.usecases.bookings.show_linked_booking import ShowLinkedBooking
from app.usecases.broadcasts.count_audiences import CountAudiences
from app.usecases.broadcasts.pause_broadcast import PauseBroadcast
from app.usecases.broadcasts.resume_broadcast import ResumeBroadcast
from app.usecases.broadcasts.start_broadcast import StartBroadcast
from app.usecases.broadcasts.stop_broadcast import StopBroadcast
from app.usecases.closures.close import Close
from app.usecases.closures.list_closures import ListClosures
from app.usecases.closures.preview_closure import PreviewClosure
from app.usecases.closures.reopen import Reopen
from app.usecases.desk.bar_guest import BarGuest
from app.usecases.desk.book_for_guest import BookForGuest
from app.usecases.desk.find_slots_of_desk import FindSlotsOfDesk
from app.usecases.desk.keep_booking import KeepBooking
from app.usecases.desk.list_day import ListDay
from app.usecases.desk.list_undecided import ListUndecided
from app.usecases.desk.record_attendance import RecordAttendance
from app.usecases.desk.search_bookings import SearchBookings
from app.usecases.desk.settle_all import SettleAll
from app.usecases.desk.show_card import ShowCard
from app.usecases.desk.show_figures import ShowFigures
from app.usecases.desk.show_guest import ShowGuest
from app.usecases.desk.show_guests import ShowGuests
from app.usecases.desk.show_receipts import ShowReceipts
from app.usecases.desk.show_timeline import ShowTimeline
from app.usecases.desk.write_note import WriteNote
from app.usecases.exports.cancel_export import CancelExport
from app.usecases.exports.count_bookings import CountBookings
from app.usecases.exports.request_export import RequestExport
from app.usecases.guests.answer_news import AnswerNews
from app.usecases.guests.answer_offers import AnswerOffers
from app.usecases.guests.ask_about_offers import AskAboutOffers
from app.usecases.guests.choose_locale import ChooseLocale
from app.usecases.guests.find_guest import FindGuest
from app.usecases.guests.forget_guest import ForgetGuest
from app.usecases.guests.record_block import RecordBlock
from app.usecases.guests.register_guest import RegisterGuest
from app.usecases.guests.share_calendar import RevokeCalendar, ShareCalendar
from app.usecases.guests.share_phone import SharePhone
from app.usecases.guests.tell_my_data import TellMyData
from app.usecases.messages.answer_in_message import AnswerInMessage
from app.usecases.messages.follow_moved_group import FollowMovedGroup
from app.usecases.messages.give_up_failed_message import GiveUpFailedMessage
from app.usecases.messages.list_failed_messages import ListFailedMessages
from app.usecases.messages.pass_on_answer import PassOnAnswer
from app.usecases.messages.retry_failed_message import RetryFailedMessage
from app.usecases.messages.show_failed_message import ShowFailedMessage
from app.usecases.presence.service_presence import ServicePresence
from app.usecases.ratings.rate_visit import RateVisit
from app.usecases.waitlist.answer_offer import DeclineOffer, TakeOffer
from app.usecases.waitlist.join_waitlist import JoinWaitlist
from app.usecases.waitlist.leave_waitlist import LeaveWaitlist
from app.usecases.waitlist.list_waits import ListMyWaits, ListWaiting, ShowWait


class WebProvider(Provider):
    """The use cases of guests and admins, and what calls them. Needs `CoreProvider`, `BotsProvider` and
    `DeliveryProvider`."""

    scope = Scope.APP

    use_cases = provide_all(
        AnswerInMessage,
        AnswerNews,
        AnswerOffers,
        AnswerReminder,
        AskAboutOffers,
        BarGuest,
        BookForGuest,
        BookSlot,
        FindRequested,
        CheckGuestIsFree,
        CheckMayBook,
        CancelExport,
        PassOnAnswer,
        ChooseLocale,
        Close,
        CountAudiences,
        CountBookings,
        DeclineOffer,
        DeclinePlace,
        DeleteBooking,
        FindGuest,
        FindSlots,
        FindSlotsOfDesk,
        FindUsualPlaces,
        ListRelatives,
        FollowMovedGroup,
        ForgetGuest,
        GiveUpFailedMessage,
        JoinWaitlist,
        KeepBooking,
        LeaveWaitlist,
        ListClosures,
        ListDay,
        ListFailedMessages,
        ListMyBookings,
        ListMyWaits,
        ListUndecided,
        ListWaiting,
        MoveBooking,
        OpenMeant,
        OpenSameAgain,
        OpenSentence,
        PauseBroadcast,
        PreviewClosure,
        RateVisit,
        ReadSentence,
        RecordAttendance,
        RecordBlock,
        RegisterGuest,
        Reopen,
        RequestExport,
        ResumeBroadcast,
        RetryFailedMessage,
        RevokeCalendar,
        SearchBookings,
        SearchCatalogue,
        ServicePresence,
        ShareCalendar,
        SharePhone,
        SettleAll,
        SettleTime,
        TakePlace,
        ShowBooking,
        ShowCalendar,
        ShowCard,
        ShowFailedMessage,
        ShowFigures,
        ShowGuest,
        ShowGuests,
        ShowLinkedBooking,
        ShowReceipts,
        ShowTimeline,
        ShowWait,
        StartBroadcast,
        StopBroadcast,
        TakeOffer,
        TellMyData,
        WriteNote,
    )
    limit_updates = provide(LimitUpdates)
    identify_guest = provide(IdentifyGuest)
    dispatcher = provide(staticmethod(create_dispatcher))
    drawing = provide(Drawing)
    request_limit = provide(RequestLimit)
    venue_files = provide(VenueFiles)
    middleware = provide(CountReplies)
