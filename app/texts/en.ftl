# Bronya's words in English. Each key has the name and the { $facts } it has in ru.ftl: a test checks that.
# This is Telegram's HTML: < is written &lt;, & is &amp;. Texts of buttons and toasts have no markup.
# A venue may replace any of them in its texts.en.ftl.

# ## Words that texts are made of: how booking is called. A restaurant has its own ones (party_size.en.ftl).
-book = book a visit
-Book = Book a visit

# ## The venue

greeting =
    Hello, { $first_name }! This is <b>{ $venue }</b>.

    Booking takes a minute.

# Instead of a name that has nothing to see: only spaces or invisible characters.
nameless_guest = Guest

about =
    <b>{ $venue }</b>

    📍 { $address }

# ## Time
# By whose clock a time is, for a guest in another zone. It follows the time: "18:00–20:00 Moscow time".
# { $clock } is the zone's name with _ instead of /, { $city } is its city.
local_time = { $clock ->
    [UTC] UTC
   *[other] { $city } time
}

# When the visit is, in the line of a reminder: "See you tomorrow at 18:00".
soon_today = today at { $time }
soon_tomorrow = tomorrow at { $time }
soon_later = on { $day } at { $time }

# ## Menu
button_book = 📝 { -Book }
button_open_app = 📱 Open the app
button_my_bookings = 📋 My bookings
button_about = ℹ️ About us
button_language = 🌐 Language
button_help = ❓ Help
button_admin_panel = 🗝 Admin panel
button_menu = ☰ Menu
button_back = ‹ Back

ask_language = Which language do you prefer?

language_chosen = We’ll speak English from now on

help =
    Everything works with buttons, so there’s no need to type.

    /book — { -book }
    /my — my bookings: see, move, cancel, book again
    /language — change the language
    /cancel — stop what you’ve started
    /start — main menu

    We’ll remind you of each booking in good time.

# Below the help, where the venue sends offers: whether this guest gets them.
offers_are_on =
    { "" }
    We send you an offer or a treat now and then.

offers_are_off =
    { "" }
    We don’t send you offers.

button_offers = 🎁 Send me offers

# The answer to an unexpected message: a text, a photo, a sticker, an unknown command.
not_understood = I only understand buttons: please press one of those below. /help tells you more.

# The guest wrote something after our question about a visit.
answer_passed_on = Thank you for writing! We’ve passed it on.

# The answer to a command or mention in a group. { $link } leads to the private chat with the bot.
only_in_private = I take bookings in a private chat only: <a href="{ $link }">write to me there</a>.

button_is_old = This button is out of date. Here’s the menu to start from.

something_broke = Something went wrong, and we already know about it. Please try again from the menu.

nothing_to_drop = Nothing to cancel: you haven’t started anything.

# ## Booking, step by step
# { $cards } are the cards of this page, { $card } is that of the chosen one; { $party } is "2 guests".
ask_party_size = How many of you are coming?

ask_specialty =
    Which doctor do you need?

    { $cards }

specialty_card = { $icon } <b>{ $specialty }</b> · { $description }

button_specialty = { $icon } { $specialty }

ask_table =
    A table for { $party }. Which one would you like?

    { $cards }

ask_doctor =
    <b>{ $specialty }</b>. Who would you like to see?

    { $cards }

table_card =
    <b>{ $resource }</b> · up to { $capacity ->
        [one] { $capacity } guest
       *[other] { $capacity } guests
    }
    { $description }

doctor_card =
    <b>{ $resource }</b> · { $years ->
        [one] { $years } year of practice
       *[other] { $years } years of practice
    }
    { $description }

resource_card =
    <b>{ $resource }</b>
    { $description }

ask_day =
    { $card }

    Which day? A dot means no free time.

no_day_is_free =
    { $card }

    Everything is taken for many days ahead. Please go back and choose something else.

day_is_not_free = There’s no free time that day

ask_time =
    { $card }

    🗓 { $day }
    What time ({ $zone })?

no_time_is_free =
    { $card }

    🗓 { $day }
    There’s no free time left. Please go back and choose another day.

check_booking =
    <b>Is everything right?</b>

    { $details }
    📍 { $venue }, { $address }

button_confirm = ✅ Confirm

button_drop_booking = ✖️ Never mind

booking_dropped = Nothing is booked: you stopped before the end.

booking_done =
    🎉 <b>You’re booked!</b>
    { $resource } · { $day }, { $slot }

    The details come in the next message, with the address, a calendar file and buttons to move or cancel.

ask_about_offers =
    { "" }
    May we send you an offer or a treat now and then? You can change your mind any time: /help.

button_offers_yes = Yes, please
button_offers_no = No, thanks
offers_accepted = Thank you! We’ll write rarely and to the point.
offers_declined = All right, no offers.

# { $limit } a minute is the limit; { $time } is when to go on.
too_many_updates = That’s too fast: we can answer { $limit } presses and messages a minute. Let’s go on at { $time }.

# ## Refusals: why it did not work
# An alert of at most 200 characters.
refused_not_found = That’s no longer available. Please choose again.
refused_outside_hours = We’re closed at that time. Please choose another.
refused_too_soon = It’s too late to { -book } for that time. Please choose a later one.
refused_too_far_ahead =
    { $days ->
        [one] You can { -book } up to { $days } day ahead.
       *[other] You can { -book } up to { $days } days ahead.
    }
refused_resource_does_not_fit = There isn’t room here for so many guests. Please choose another one.
refused_slot_taken = Somebody has just taken that time. Please choose one that’s still free.
refused_guest_is_busy = You already have a booking at that time: { $resource }, { $day }, { $slot }. Choose another time or cancel that one.
refused_too_many_bookings =
    { $limit ->
        [one] You already have { $limit } upcoming booking, the most we can hold. Cancel it to make another.
       *[other] You already have { $limit } upcoming bookings, the most we can hold. Cancel one to make another.
    }
# The same as a window, where a booking begins.
may_not_book = { $refusal }
# The guest has canceled { $limit } bookings within a day; { $again_day }, { $again_time } is when they can book again.
refused_too_many_cancellations = You have canceled { $limit } bookings within a day. You can book again from { $again_time }, { $again_day }. If you need a booking sooner, please call us.
refused_too_many_moves = A booking can be moved { $limit } times at most. If you need to move it once more, call us and we’ll see to it.
refused_guest_barred = We’re sorry, but we take no more bookings from you here. Please call us: the number is under “About us”. The bookings you have still stand.
refused_too_late_to_change = It’s too late to change the booking here: your visit is very soon. Please call us.
refused_not_standing = This booking is over or was canceled.
refused_changed_meanwhile = The booking has changed meanwhile. This is how it is now.
refused_still_standing = This booking is still on. Please cancel it first.
refused_idempotency_key_reused = That confirmation has already made another booking. Please start again.

# ## My bookings
my_bookings =
    <b>Your bookings</b>

    Press one to see, move or cancel it.

no_bookings =
    <b>Nothing yet</b>

    Shall we find a time?

button_booking = { $mark } { $day } · { $time } · { $resource }

mark_held = ⏳
mark_booked = 🟢
mark_completed = ☑️
mark_canceled = ✖️
mark_no_show = 🚫

status_held = ⏳ to be confirmed
status_booked = 🟢 upcoming
status_completed = ☑️ completed
status_canceled = ✖️ canceled
status_no_show = 🚫 no-show

booking_card =
    <b>Booking</b> · { $status }

    { $details }
    📍 { $venue }, { $address }

changeable_until =
    { "" }
    You can move or cancel it until { $until_day }, { $until_time }.

too_late_to_change =
    { "" }
    It’s too late to change the booking here. If your plans have changed, please call us.

button_book_again = 📝 Book again
button_delete_booking = 🗑 Remove
button_all_bookings = ‹ All bookings

ask_to_cancel =
    <b>Cancel the booking?</b>

    { $details }

button_yes_cancel = Yes, cancel it
button_keep_booking = ‹ No, keep it
booking_canceled = The booking has been canceled

ask_to_delete =
    <b>Remove the booking from your list?</b>

    { $details }

    You can’t bring it back later.

button_yes_delete = Yes, remove it
booking_deleted = The booking has been removed

# ## Moving, from the guest's card and from the admin's
# { $old_day }, { $old_slot } is when it is now; the rest is when it will be.
button_move = 🔁 Move
button_confirm_move = ✅ Move it
button_drop_move = ✖️ Keep it

moves_from =
    🔁 <b>Moving the booking</b>
    Now: { $old_day }, { $old_slot }
    { "" }

check_move =
    <b>Move it?</b>

    From: { $old_day }, { $old_slot }

    To:
    { $details }

booking_moved = The booking has been moved
move_dropped = All right, the time stays the same.

calendar_summary = { $venue }: { $resource }
calendar_caption = Open the file to add the visit to your calendar.

# ## Admin panel
admin_panel =
    <b>{ $venue }</b>

    Admin panel

button_day = 📅 Bookings by day
button_figures = 📊 Figures
button_users = 👥 Guests
button_failed_messages = ⚠️ Undelivered messages
button_today = Today
button_pick_day = 🗓 Another day
ask_day_of_list = Which day would you like to see?
button_day_of_booking = 📅 The whole day

admin_users =
    <b>Guests</b>

    Total: { $total }
    Blocked the bot: { $blocked }

    Press a name to open the guest’s card. 🚫 is a guest who is barred from booking.

    Newest:
    { $newest }

user_line = <a href="{ $guest_link }">{ $guest }</a>, { $day }

admin_figures =
    <b>Bookings</b>

    { $lines }

    Total: { $total }

figure_line = { $status }: { $number }

# { $canceled } bookings were canceled: they come last in the list and are not part of { $total }.
admin_day =
    <b>{ $day }</b> · { $total ->
        [one] { $total } booking
       *[other] { $total } bookings
    }{ $canceled ->
        [0] { "" }
       *[other] , { $canceled } canceled
    }

    { $lines }

admin_day_is_empty =
    <b>{ $day }</b>

    Nobody is expected.

day_line_party_size = { $mark } { $time } · { $resource } · { $guest } · { $party }

day_line_specialty = { $mark } { $time } · { $resource } · { $guest }

day_line_service = { $mark } { $time } · { $resource } · { $guest }

button_day_line = { $mark } { $time } · { $guest }

# { $guest_link } leads to the chat with the guest.
admin_card =
    <b>Booking</b> · { $status }

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

    { $history }

history_line = { $day }, { $time } — { $what } ({ $who })

# { $line } is the line above; the rest is where and when the booking was before it moved.
history_line_of_move =
    { $line }
    before: { $day }, { $time }, { $resource }

button_guest = 👤 The guest
button_barred_guest = 🚫 { $guest }

admin_guest =
    <b>Guest</b>

    👤 <a href="{ $guest_link }">{ $guest }</a>
    With us since { $since }

guest_is_barred =
    { "" }
    🚫 Barred { $bar_day }, { $bar_time }, by admin { $bar_admin }.

guest_was_let_in =
    { "" }
    Let in again { $bar_day }, { $bar_time }, by admin { $bar_admin }.

button_bar_guest = 🚫 Bar from booking
button_let_guest_in = ✅ Let them book again

ask_to_bar =
    <b>Bar this guest from booking?</b>

    👤 <a href="{ $guest_link }">{ $guest }</a>

    They cannot book or move a booking any more, and get no offers and broadcasts. The bookings they have stand, and they can cancel them.

ask_to_let_in =
    <b>Let this guest book again?</b>

    👤 <a href="{ $guest_link }">{ $guest }</a>

    They can book and move bookings again.

button_yes_bar = Yes, bar them
button_yes_let_in = Yes, let them
guest_barred = The guest is barred
guest_let_in = The guest can book again

change_booked = booked
change_moved = moved
change_canceled = canceled
change_completed = completed
change_deleted = removed from the guest’s list
change_kept = kept as it is
change_kept_local_time = kept at the time promised
change_kept_instant = its time changed with the time zone
change_tried_again = an undelivered message was sent again

by_guest = the guest
by_admin = an admin
by_admin_named = admin { $name }
by_system = automatically

admin_ask_to_cancel =
    <b>Cancel this booking?</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

guest_is_told =
    { "" }
    The guest will be told at once.

guest_cannot_be_told =
    { "" }
    ⚠️ The guest has blocked the bot, so no message will get through. Please tell them yourself.

guest_is_not_told =
    { "" }
    The time of the visit is over, so the guest is not told.

# ## Bookings that no longer fit the catalogue
# The catalogue is venue.toml: tables and doctors, hours, closures, the zone.
button_undecided = ⚠️ Waiting for your decision · { $undecided }
button_misfit = { $reason } · { $number }

undecided =
    ⚠️ <b>Waiting for your decision</b>

    Something has changed, and these bookings no longer fit. Until you decide about them, their guests get no messages.

nothing_undecided =
    <b>All is decided</b>

    Every booking fits or has been dealt with.

misfit_name_resource_gone = Not in the catalogue
misfit_name_party_does_not_fit = Too few seats
misfit_name_other_specialty = Another specialty
misfit_name_zone_changed = Another time zone
misfit_name_day_closed = Closed day
misfit_name_outside_hours = Outside opening hours

undecided_list =
    ⚠️ <b>{ $reason }</b> · { $total ->
        [one] { $total } booking
       *[other] { $total } bookings
    }

    { $lines }

# { $line } is a day_line_....
undecided_line = { $day } · { $line }
button_undecided_booking = { $day } · { $time } · { $guest }
button_undecided_list = ‹ To the list

card_misfits =
    { "" }
    ⚠️ <b>Please decide about this booking</b>
    { $misfits }
    Until then its guest gets no messages about it.

# { $promised_day }, { $promised_time } is what was promised; { $day }, { $time } is what the venue's clock will show.
misfit_resource_gone = “{ $resource }” is no longer in the catalogue.
misfit_party_does_not_fit = { $party } no longer fit here.
misfit_other_specialty = { $resource } now has another specialty.
misfit_zone_changed = { $promised_day }, { $promised_time } was promised. In the new time zone that is { $day }, { $time }.
misfit_day_closed = You are closed on that day.
misfit_outside_hours = You are closed at that time.

button_keep_as_it_is = ✅ Keep it as it is
button_keep_local_time = ✅ At { $promised_time }, as promised
button_keep_instant = 🕓 At { $time }, and tell the guest
booking_kept = The booking stays

button_keep_all = ✅ Keep all
button_all_local_time = ✅ All at the time promised
button_all_instant = 🕓 Tell all the new time
button_cancel_all = ✖️ Cancel all

ask_about_all =
    <b>{ $reason }</b>

    { $question }

ask_all_as_it_is =
    { $total ->
        [one] Keep { $total } booking as it is?
       *[other] Keep { $total } bookings as they are?
    } Guests will get messages about them again.
ask_all_local_time =
    { $total ->
        [one] Keep { $total } booking at the time that was promised?
       *[other] Keep { $total } bookings at the time that was promised?
    } Nothing changes for guests.
ask_all_instant =
    { $total ->
        [one] Put { $total } booking at the new time?
       *[other] Put { $total } bookings at the new time?
    } Each guest is told at once.
ask_all_cancel =
    { $total ->
        [one] Cancel { $total } booking?
       *[other] Cancel { $total } bookings?
    } Each guest is told at once.

button_yes_all = Yes
all_settled = Done
some_not_settled = Not all of it worked: { $number } still wait for your decision. Open them one by one.

ask_other_resource =
    🔁 <b>Moving the booking</b>

    The present choice no longer fits. Which one instead?

no_other_resource =
    🔁 <b>There is nowhere to move it</b>

    Nothing in the catalogue fits this booking.

cannot_move_here = Things have changed here, and this booking can’t be moved. Please cancel it and choose another option, or call us.

# Undelivered messages: { $reader } did not get { $kind } because { $why }.
failed_messages =
    <b>Undelivered messages</b> of the last week

    { $lines }

no_failed_messages =
    <b>Undelivered messages</b>

    Everything from the last week has been delivered.

failed_message_line = { $day }, { $time } · { $kind } · { $reader }: { $why }

button_failed_message = { $time } · { $reader } · { $kind }

# { $error } is Telegram’s answer as it came.
failed_message =
    <b>Not delivered:</b> { $kind }

    👤 <a href="{ $reader_link }">{ $reader }</a>
    🕓 { $day }, { $time }
    ⚠️ { $why }
    <code>{ $error }</code>

failed_message_is_of_no_use =
    { "" }
    There’s no point in sending it now: its time has passed or the booking has changed.

button_try_again = 🔁 Send again
will_be_sent_again = Sending it again
of_no_use_any_more = There’s no point in sending it now

failure_blocked = the bot is blocked or was never started
failure_refused = Telegram didn’t accept the message
failure_unreachable = Telegram couldn’t be reached
failure_defect = there’s a fault on our side, and we know about it

kind_confirmation = confirmation
kind_moved = booking moved
kind_reminder = reminder
kind_follow_up = message after the visit
kind_canceled = mark of a cancellation
kind_canceled_by_venue = booking canceled
kind_alert_booked = alert: new booking
kind_alert_moved = alert: booking moved
kind_alert_canceled = alert: booking canceled
kind_alert_answered = a guest’s reply
kind_alert_deleted = alert: booking removed
kind_alert_misfits = alert: bookings that no longer fit
kind_service_started = bot started
kind_service_stopped = bot stopped
# The kind of a message that another release of the product has planned.
kind_unknown = a message of an unknown kind

# ## Broadcast: one text to all guests
button_broadcast = 📣 Broadcast

ask_broadcast =
    <b>Broadcast to guests</b>

    Write the message as guests will see it: bold, italics and links are kept. Up to { $limit } characters.

broadcast_is_too_long =
    That is { $length ->
        [one] { $length } character
       *[other] { $length } characters
    }, and the limit is { $limit }. Please shorten it and send it again.

broadcast_wants_words = A broadcast needs text: photos, stickers and commands won’t do.

ask_audience =
    <b>Who should get it?</b>

    News goes to everyone who hasn’t blocked the bot. Offers go only to those who agreed to them, with a button to opt out.

nobody_listens =
    <b>There’s nobody to send it to yet</b>

    The bot has no guests who could get it.

button_audience_everybody = 📰 News for everyone · { $number }
button_audience_offers = 🎁 Offer · { $number }

check_broadcast =
    <b>Send it?</b>

    { $audience }
    { $minutes ->
        [0] It will take less than a minute.
        [one] It will take about { $minutes } minute.
       *[other] It will take about { $minutes } minutes.
    }

broadcast_is_silent = These are quiet hours: it will arrive without a sound.

broadcast_preview =
    { "" }
    This is what guests will see:

    { $text }

audience_everybody =
    { $number ->
        [one] { $number } guest will get the news.
       *[other] { $number } guests will get the news.
    }

audience_offers =
    { $number ->
        [one] { $number } guest will get the offer, with a button to opt out.
       *[other] { $number } guests will get the offer, with a button to opt out.
    }

button_send_broadcast = 📣 Send
button_write_anew = ✏️ Rewrite
broadcast_begins = On its way
broadcast_dropped = The broadcast was not sent.

# The report on a broadcast: one message that changes as it goes on. { $bar } is a bar of marks.
broadcast_report =
    { $title }

    { $bar } { $percent }%
    Received: { $sent } of { $total }

broadcast_running = 📣 <b>Broadcast under way</b>
broadcast_done = 📣 <b>Broadcast done</b>
broadcast_stopped = 📣 <b>Broadcast stopped</b>
broadcast_failed = Not received: { $number } — { $why }
broadcast_left_out = Won’t be sent: { $number }
broadcast_remaining =
    { $minutes ->
        [0] Less than a minute left.
        [one] About { $minutes } minute left.
       *[other] About { $minutes } minutes left.
    }
button_stop_broadcast = ⏹ Stop
broadcast_stops = Stopping

# ## Notifications
# Rendered in app/bot/messages/, delivered by the worker. Known: { $venue }, { $address }, { $guest }, { $guest_link },
# { $first_name }, { $resource }, { $party }, { $day }, { $slot }, { $zone }, { $soon }, { $until_day }, { $until_time }, { $details }.

party =
    { $size ->
        [one] { $size } guest
       *[other] { $size } guests
    }

# What is booked: lines that notifications share. There is a { $party } only where its size is asked for.
details_party_size =
    🗓 { $day }, { $slot } { $zone }
    🪑 { $resource }, { $party }

details_specialty =
    🗓 { $day }, { $slot } { $zone }
    🩺 { $resource }

details_service =
    🗓 { $day }, { $slot } { $zone }
    👤 { $resource }

# Below this text and the next follows changeable_until while the guest may change the booking.
confirmation =
    ✅ <b>See you soon!</b>

    { $details }
    📍 { $venue }, { $address }

# Also known: { $old_day }, { $old_slot }, { $old_resource }, where and when it was before.
moved =
    🔁 <b>Your booking has been moved</b>

    { $details }
    📍 { $venue }, { $address }

    Before: { $old_day }, { $old_slot }, { $old_resource }.

reminder =
    ⏰ <b>See you { $soon }</b>

    { $details }
    📍 { $venue }, { $address }

# The confirmation from then on, when the guest has canceled: the message is edited.
canceled =
    ✖️ <b>Booking canceled</b>

    { $details }

    Changed your mind? /book

canceled_by_venue =
    😔 <b>We had to cancel your booking</b>

    { $details }

    We’re sorry. Please choose another time: /book

alert_booked =
    🆕 <b>New booking</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

alert_moved =
    🔁 <b>Booking moved</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

    Before: { $old_day }, { $old_slot }, { $old_resource }.

alert_canceled =
    ❌ <b>Booking canceled</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

alert_deleted =
    🗑 <b>The guest removed a booking from their list</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

alert_misfits =
    ⚠️ <b>{ $venue }</b>: { $number ->
        [one] { $number } booking no longer fits
       *[other] { $number } bookings no longer fit
    }: tables, doctors, hours, closures or the time zone have changed.

    Please decide about them. Until then their guests get no messages.

# { $answer } is what the guest wrote after the message that follows a visit.
alert_answered =
    💬 <b>A guest has replied</b>

    “{ $answer }”

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

service_started = 🟢 { $venue }: the bot has been running since { $time }.

service_stopped = 🔴 { $venue }: the bot stopped at { $time }.

# What is left in the earlier message when a new one comes below it.
replaced_by_move = 🔁 { $old_day }, { $old_slot }: the time has changed, the new one is below.
replaced_by_cancellation = ❌ { $day }, { $slot }, { $resource }: canceled.
replaced_by_deletion = 🗑 { $day }, { $slot }, { $resource }: the guest removed it from their list.

button_open_booking = Open booking
button_open_undecided = Decide
button_calendar = 📅 Calendar
button_map = 🗺 Map
button_cancel_booking = Cancel booking
button_no_offers = No more offers

# ## The bot's names and descriptions in Telegram
bot_description = { $venue }: { -book } in a minute, get reminders, move or cancel right in the chat. Press Start.
bot_short_description = Bookings at { $venue }
# The button beside the input field: it opens the app. There is little room.
menu_button = Book
command_start = Main menu
command_book = { -Book }
command_my = My bookings
command_language = Language
command_help = Help
command_cancel = Stop and return to the menu
command_admin = Admin panel
