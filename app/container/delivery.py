"""What the tasks of a worker need. Web delivers, too: what a dialog ends in, and the last message before it stops."""

from dishka import Provider, Scope, provide, provide_all

from app.bot.messages.send_budget import SendBudget
from app.bot.messages.sender import TelegramSender
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.compare_with_catalogue import CompareWithCatalogue
from app.usecases.bookings.complete_past_bookings import CompletePastBookings
from app.usecases.closures.apply_remedy import ApplyRemedy
from app.usecases.closures.finish_closures import FinishClosures
from app.usecases.closures.move_elsewhere import MoveElsewhere
from app.usecases.exports.export_bookings import ExportBookings
from app.usecases.guests.forget_pseudonyms import ForgetPseudonyms
from app.usecases.messages.delete_old_notifications import DeleteOldNotifications
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from app.usecases.messages.delivery.send import Sender
from app.usecases.waitlist.offer_places import OfferPlaces


class JobsProvider(Provider):
    """The jobs. Needs `CoreProvider`, `BotsProvider` and `DeliveryProvider`."""

    scope = Scope.APP

    use_cases = provide_all(
        CompletePastBookings,
        DeleteOldNotifications,
        ExportBookings,
        FinishClosures,
        ForgetPseudonyms,
        OfferPlaces,
    )


class DeliveryProvider(Provider):
    """What web and worker both do: the delivery, the comparison with the catalogue, and what becomes of the bookings
    that fall into a closure. Needs `CoreProvider` and `BotsProvider`."""

    scope = Scope.APP

    use_cases = provide_all(ApplyRemedy, CancelBooking, CompareWithCatalogue, MoveElsewhere)

    deliver = provide(DeliverNotification)
    send_budget = provide(SendBudget)
    sender = provide(TelegramSender, provides=Sender)
