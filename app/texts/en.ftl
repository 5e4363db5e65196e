# Bronya's words in English. Each key has the name and the { $facts } it has in ru.ftl: a test checks that.
# This is Telegram's HTML: < is written &lt;, & is &amp;. Texts of buttons and toasts have no markup.
# A venue may replace any of them in its texts.en.ftl.

# ## Words that texts are made of: how booking is called. A restaurant has its own ones (party_size.en.ftl).
-book = book a visit
-Book = Book a visit

# An example of a request that the bot understands.
-example = a GP tomorrow morning

# How to say that one should call. Venues with a phone name the number (with_phone.en.ftl).
-call-us = call us
# The line with the phone below the address and below the help, where there is one.
-phone-line = { "" }
# Whose names we keep besides: nobody’s where guests book only for themselves.
-for-whom = the name and year of birth of those for whom you booked,{ " " }

# ## The venue

greeting =
    Hello, { $first_name }! This is <b>{ $venue }</b>.

    Booking takes a minute.

# Instead of a name that has nothing to see: only spaces or invisible characters.
nameless_guest = Guest

about =
    <b>{ $venue }</b>

    📍 { $address }{ -phone-line }

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
button_on_plan = 🗺 On the floor plan
button_open_app = 📱 Open the app
button_my_bookings = 📋 My bookings
button_about = ℹ️ About us
button_language = 🌐 Language
button_help = ❓ Help
button_admin_panel = 🗝 Admin panel
# For a doctor, barber or waiter of STAFF: their own bookings only.
button_my_day = 🩺 My appointments
button_menu = ☰ Menu
button_back = ‹ Back

ask_language = Which language do you prefer?

language_chosen = We’ll speak English from now on

help =
    Press buttons, or write a short request: “{ -example }”.

    /book — { -book }
    /my — my bookings: see, move, cancel, book again
    /language — change the language
    /privacy — what we know about you
    /cancel — stop what you’ve started
    /start — main menu

    We’ll remind you of each booking in good time.{ -phone-line }

# ## What the venue knows about a guest
button_privacy = 🔒 My data
privacy =
    🔒 <b>What we know about you</b>

    Your name, username and language in Telegram, your phone number if you shared it, your bookings with their history and notes, { -for-whom }your answers to our questions, your ratings of visits, what you are waiting for, your consent to offers and the address for your calendar if you asked for one. We need all this to receive you, to offer what you had before and to answer questions about a visit.

    /my_data — send all this as a file
    /delete_me — erase it

    Messages that you and our admins already got stay in Telegram.{ -phone-line }

button_my_data = 📄 Send as a file
my_data_caption = All that we know about you.
button_forget_me = 🗑 Erase my data
ask_to_forget =
    <b>Erase your data?</b>

    Your upcoming bookings will be canceled. Of past ones only the time, the place and the stars will remain, without your name, phone number and words. This cannot be undone.

    How often you have canceled in the last 24 hours will count for a day more, under a code without your name. If an admin has barred you from booking in the bot, we will remember that and your Telegram id.
button_yes_forget = Yes, erase
forgotten = Done: we don’t know you any more. If you come back, we’ll be glad to meet you again.

# Below the help, where the venue sends offers: whether this guest gets them.
offers_are_on =
    { "" }
    We send you an offer or a treat now and then.

offers_are_off =
    { "" }
    We don’t send you offers.

button_offers = 🎁 Send me offers

# Below the help, for a guest who has declined news.
news_are_declined =
    { "" }
    We don’t send you news.

button_news = 📰 Send me news

# The answer to an unexpected message: a text, a photo, a sticker, an unknown command.
not_understood = I understand buttons and short requests such as “{ -example }”. /help tells you more.

# The guest wrote something after our question about a visit.
answer_passed_on = Thank you for writing! We’ve passed it on.

# The answer to a command or mention in a group. { $link } leads to the private chat with the bot.
only_in_private = I take bookings in a private chat only: <a href="{ $link }">write to me there</a>.

button_is_old = This button is out of date. Here’s the menu to start from.

something_broke = Something went wrong, and we already know about it. Please try again from the menu.
# Answers a press after which the window is the same: of a page number, of a weekday in the calendar.
nothing_changed = Nothing has changed here

# ## Sentences of a guest: "table for two tomorrow at seven"
# What was understood, when the rest is asked for. { $heard } is the day, the time, the place.
heard = I understood: { $heard }.
heard_from = from { $time }
heard_until = until { $time }
heard_day_is_full = { $day }: nothing is free. Here are other days.
heard_day_is_closed = { $day }: we’re closed. Let’s pick another day.
# The venue is open, but the person or the table is not there, or nobody for such a visit.
heard_day_has_no_such_visit = { $day }: this visit isn’t possible on that day. Let’s pick another one.
heard_day_can_be_waited_for = { $day } is fully booked. Wait for a place, or look at other days.
heard_time_is_taken = { $time }: nothing is free. Here is what else there is on that day.
heard_time_has_passed = { $time } has already passed. Here is what else there is on that day.
heard_party_is_too_large = We can take up to { $limit } guests at a time.
heard_place_does_not_fit = { $places }: that does not fit this visit. Here is what does.
which_booking_is_meant = More than one fits. Press the one you mean.
no_booking_is_meant = I couldn’t find that one. Here’s what you have.
plain_line = { $line }
any_of_places = { $places }
button_all_times = 🕐 All times of this day

# Where a sentence may mean several specialties, and only these are shown.
button_all_specialties = 🩺 All specialties
button_all_services = ☰ All services

nothing_to_drop = Nothing to cancel: you haven’t started anything.

# ## Booking, step by step
# { $cards } are the cards of this page, { $card } is that of the chosen one; { $party } is "2 guests".
ask_party_size = How many of you are coming?

ask_specialty =
    Which doctor do you need?

    { $cards }

specialty_card = { $icon } <b>{ $specialty }</b> · { $description }

button_specialty = { $icon } { $specialty }

ask_service =
    What do you need?

    { $cards }

# { $terms }: length and price, "45 min · 1,800 ₽".
service_card = <b>{ $service }</b> · { $terms }
# { $line }: the line above.
described_service_card =
    { $line }
    { $description }
visit_length = { $minutes } min

# A visit without a service, where none has to be chosen.
ordinary_visit = Ordinary visit
button_ordinary_visit = { ordinary_visit }
button_choose_service = 🔄 Another service

# Who or what is booked: a doctor, a table, a barber. A certain one may be chosen instead of any.
any_resource = Any doctor
button_any_resource = { any_resource }
button_choose_resource = 👤 Choose a doctor
button_first_free = ⚡ Earliest: { $soon }
button_other_place = 🔄 Another doctor

# What is chosen already: { $wish } is "2 guests", or a service; { $resource } a certain doctor or table.
for_wish = { $wish }
chosen_resource = <b>{ $resource }</b>
chosen_specialty = <b>{ $specialty }</b>

ask_resource =
    Who would you like to see?

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

# { $card } is one of the cards above, { $soon } is "tomorrow at 9:00".
card_with_first =
    { $card }
    🕐 Earliest: { $soon }

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

# Another doctor or table at the same time.
ask_place =
    🗓 { $day }, { $slot }
    Also free then:

    { $cards }

no_place_is_free =
    🗓 { $day }, { $slot }

    Nothing else is free then. Please choose another time.

button_other_time = 🕐 Another time
button_other_day = 🗓 Another day

same_time_elsewhere = This has just been taken. There are other options at the same time: please choose.

# The catalogue has changed: a service was removed, a table is gone.
choice_is_gone = We no longer have that. Here’s what you can choose now.

# The answer to a link such as t.me/bot?start=…
link_is_unknown = Not everything behind this link could be found: something has changed. Here’s what we have now.

# A service that { $details } does not name: a clinic’s messages never do, its windows do.
unnamed_service = { $unnamed_service }

check_booking =
    <b>Is everything right?</b>

    { $details }
    📍 { $venue }, { $address }

# Below it, where the proposed place is one to which the guest has come more than once.
usual_place =
    { "" }
    ⭐ As on your last visits: { $resource }

button_confirm = ✅ Confirm

# Who comes: the guest, or a child or a relative.
button_for_whom = 👥 For whom
button_for_me = 🙂 For me
ask_for_whom =
    <b>Who is the visit for?</b>

    Write a name and, if you like, a year of birth: “Masha 2019”.

button_drop_booking = ✖️ Never mind

booking_dropped = Nothing is booked: you stopped before the end.

booking_done = 🎉 You’re booked!

# Asked once, after the first booking: in the chat and in the Mini App.
offers_question = 🎁 May we send you an offer or a treat now and then?

# Since which day the question means what it means, kept with the guest’s answer. Change it with the question’s meaning, in both languages at once.
offers_version = 2026-11-28

ask_about_offers = { offers_question } You can change your mind any time: /help.

button_offers_yes = Yes, please
button_offers_no = No, thanks
offers_accepted = Thank you! We’ll write rarely and to the point.
offers_declined = All right, no offers.
news_accepted = Good to hear! You’ll get our news again.
news_declined = All right, no more news.

# { $limit } a minute is the limit; { $time } is when to go on.
too_many_updates = That’s too fast: we can answer { $limit } presses and messages a minute. Let’s go on at { $time }.

# ## Waiting list
# Under the question for a day.
full_days_can_be_waited_for =
    { "" }
    ⏳ means fully booked: you can join the waiting list.

button_wait = ⏳ My time is taken

ask_wait =
    { $card }

    🗓 { $day }
    When would suit you? As soon as there is a place, we’ll write to you and hold it for ten minutes. Times are { $zone }.

button_wait_all_day = Any time

wait_joined =
    ⏳ <b>You’re on the waiting list</b>

    { $card }
    🗓 { $day }, { $window }

    When a place opens, we’ll write at once. If you change your mind, look at “My bookings”.

window_day = any time
window_around = around { $time }
window_between = between { $begin_time } and { $end_time }

# Under the list of bookings.
my_waits =
    { "" }
    ⏳ is what you’re waiting for.

button_wait_line = ⏳ { $day }, { $window }
button_wait_held = 🎈 { $day }, { $window }
# Not the guest comes: { $relative } is a name.
button_wait_line_for = ⏳ { $day }, { $window } · { $relative }
button_wait_held_for = 🎈 { $day }, { $window } · { $relative }

my_wait =
    ⏳ <b>Waiting list</b>

    { $card }
    🗓 { $day }, { $window }

    You’ve been waiting since { $since_day }, { $since_time }. When a place opens, we’ll write at once.

# Under it, while a place is held for the guest.
held_for_you =
    { "" }
    🎈 <b>There’s a place for you</b>: { $held_resource }, { $held_slot }. We’ll hold it until { $held_until }.

button_take_place = ✅ I’ll take it
button_decline_place = No, thanks
button_leave_list = ✖️ I’m no longer waiting
place_taken = Done, it’s yours!
place_declined = All right. We’ll write if there’s another place.
list_left = All right, this wish is off the list.

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
refused_party_does_not_fit = This place can’t take so many guests. Please choose another one.
refused_slot_taken = Somebody has just taken that time. Please choose one that’s still free.
refused_guest_is_busy = You already have a booking at that time: { $resource }, { $day }, { $slot }. Choose another time or cancel that one.
refused_relative_is_busy = { $relative } already has a booking at that time: { $resource }, { $day }, { $slot }.
# In place of refused_guest_is_busy, where the guest can choose who comes.
busy_but_others_may_come = You already have a booking at that time: { $resource }, { $slot }. Choose who comes, or another time.
refused_too_many_bookings =
    { $limit ->
        [one] You already have { $limit } upcoming booking, the most we can hold. Cancel it to make another.
       *[other] You already have { $limit } upcoming bookings, the most we can hold. Cancel one to make another.
    }
# The same as a window, where a booking begins.
may_not_book = { $refusal }
# The guest has canceled { $limit } bookings within a day; { $again_day }, { $again_time } is when they can book again.
refused_too_many_cancellations = You have canceled { $limit } bookings within a day. You can book again from { $again_time }, { $again_day }. If you need a booking sooner, please { -call-us }.
refused_too_many_moves = A booking can be moved { $limit } times at most. If you need to move it once more, { -call-us } and we’ll see to it.
# The guest has missed { $limit } visits within a year: the venue’s rule (no_show_limit).
refused_too_many_no_shows = You have missed { $limit ->
        [one] { $limit } visit
       *[other] { $limit } visits
    } within a year, so we take no more bookings from you here for now. Please { -call-us }.
refused_guest_barred = We’re sorry, but we take no more bookings from you here. Please call us: the number is under “About us”. The bookings you have still stand.
refused_too_late_to_change = It’s too late to change the booking here: your visit is very soon. Please { -call-us }.
refused_invalid_phone = That does not look like a phone number. Please check the digits.
refused_invalid_relative = Please write a name and, if you like, a year of birth: “Masha 2019”.
refused_not_for_others = Here everybody books for themselves.
refused_too_early = It is too early for that: the visit is still some time away.
refused_too_late_to_answer = The visit’s time has come already. If you’re running late, please { -call-us }.
refused_too_many_answers = You’ve changed your answer several times. If your plans have changed again, please { -call-us }.
refused_too_late_to_rate = A rating can be changed within a day. Thank you for sharing it.
refused_not_standing = This booking is over or was canceled.
refused_changed_meanwhile = The booking has changed meanwhile. This is how it is now.
refused_still_standing = This booking is still on. Please cancel it first.
refused_too_many_waits =
    { $limit ->
        [one] You’re waiting for { $limit } place already, which is the most. Remove it in “My bookings”.
       *[other] You’re waiting for { $limit } places already, which is the most. Remove one in “My bookings”.
    }
refused_offer_over = We no longer hold this place.
refused_idempotency_key_reused = That confirmation has already made another booking. Please start again.

# ## My bookings
my_bookings =
    <b>Your bookings</b>

    Press one to see, move or cancel it.

no_bookings =
    <b>Nothing yet</b>

    Shall we find a time?

button_booking = { $mark } { $day } · { $time } · { $resource }
# Not the guest comes: { $relative } is a name.
button_booking_for = { $mark } { $day } · { $time } · { $relative } · { $resource }

mark_held = ⏳
mark_booked = 🟢
mark_seated = ▶️
mark_completed = ☑️
mark_canceled = ✖️
mark_no_show = 🚫

status_held = ⏳ to be confirmed
status_booked = 🟢 upcoming
status_seated = ▶️ under way
status_completed = ☑️ completed
status_canceled = ✖️ canceled
status_no_show = 🚫 no-show

booking_card =
    <b>Booking</b> · { $status }

    { $details }
    📍 { $venue }, { $address }

# What the guest answered to a reminder: below it and on the card.
answer_coming =
    { "" }
    👍 You said you’d be on time.

answer_late =
    { "" }
    🕐 You said you’d be { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    } late.

changeable_until =
    { "" }
    You can move or cancel it until { $until_day }, { $until_time }.

too_late_to_change =
    { "" }
    It’s too late to change the booking here. If your plans have changed, please { -call-us }.

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

button_calendar_address = 📆 All visits in my calendar
no_calendar_address =
    📆 <b>Your visits in your own calendar</b>

    We’ll give you a private address. Add it once to the calendar of your phone or computer, and your bookings will appear, change and disappear there by themselves.

    Anybody who knows the address sees your bookings. You can turn it off here at any time.
button_get_address = 🔗 Get the address
calendar_address =
    📆 <b>The address for your calendar</b>

    <code>{ $calendar_address }</code>

    Press the address to copy it, and add it to your calendar:
    • iPhone: Calendar → Calendars → Add Calendar → Add Subscription Calendar
    • Google: on a computer, Other calendars → From URL

    The calendar updates itself, sometimes after a few hours. Here in the chat we tell you of changes at once.

    Anybody who knows the address sees your bookings. If it got into the wrong hands or you don’t need it any more, turn it off.
button_revoke_address = 🚫 Turn the address off
ask_to_revoke_address =
    <b>Turn the address off?</b>

    Your bookings stay, and the calendar stops showing them. If you need an address again, we’ll give you another.
button_yes_revoke = Yes, turn it off
address_revoked = The address doesn’t work any more

calendar_summary = { $venue }: { $resource }
calendar_summary_for = { $venue }: { $resource }, for { $relative }
calendar_caption = Open the file to add the visit to your calendar.
# What friends read: no markup, below a link to the bot.
visit_for_friends =
    See you at { $venue }: { $day }, { $slot } { $zone }.
    { $address }

# ## Admin panel
admin_panel =
    <b>{ $venue }</b>

    Admin panel

button_open_desk = 🖥 The desk: the whole day
button_open_own_desk = 🖥 The day as a timeline
button_day = 📅 Bookings by day
button_new_booking = ➕ New booking
button_search = 🔎 Search
button_figures = 📊 Figures
button_users = 👥 Guests
button_failed_messages = ⚠️ Undelivered messages
button_qr_codes = 🔳 QR codes to print
ask_qr_code =
    🔳 <b>QR codes</b>

    Guests who scan the code can { -book } at once. What should it be for?
qr_code =
    <b>{ $name }</b>
    { $link }
button_today = Today
button_pick_day = 🗓 Another day
ask_day_of_list = Which day would you like to see?
button_day_of_booking = 📅 The whole day

admin_users =
    <b>Guests</b>

    Total: { $total }
    Blocked the bot: { $blocked }

    Tap a name to open the guest’s card. 🚫 means barred from booking.

    Newest:
    { $newest }

user_line = <a href="{ $guest_link }">{ $guest }</a>, { $day }

# ## Figures of a period: the buttons, the questions, the text, which is also the caption of the picture
button_period_this_month = This month
button_period_last_month = Last month
button_period_next_week = Next 7 days
button_period_week = 7 days
button_period_recent = 30 days
button_period_quarter = 90 days
button_other_days = 📅 Other days
button_plots = 📈 Plots as a picture
ask_first_day_of_figures = <b>Figures: from which day?</b>

ask_last_day_of_figures = <b>Figures: to which day?</b>

figures_of_period =
    <b>{ $begin_day } – { $end_day }</b>

    { $lines }

# Lines of this text: those that have something to say.
figures_are_empty = Nothing on these days.
figures_total =
    { $total ->
        [one] { $total } booking
       *[other] { $total } bookings
    }
figures_guests = Guests: { $number }
figures_busy = { $percent }% of the time is taken
figures_busiest = Busiest: { $weekday }, { $hour } ({ $percent }%)
figures_no_shows = No-shows: { $percent }% of those expected
figures_leads = <b>How long before the visit</b>
figures_sources = <b>How guests booked</b>
lead_day = less than a day
lead_three_days = 1–3 days
lead_week = 3–7 days
lead_month = 7–30 days
lead_longer = over 30 days
source_is_unknown = unknown

# In the picture, without markup.
plot_days = By day of the visit
plot_hours = How busy, by weekday and hour
plot_leads = How long before the visit
plot_sources = How guests booked

# { $average }: the average rating.
figures_ratings =
    ⭐️ { $average } of 5, { $ratings ->
        [one] { $ratings } rating
       *[other] { $ratings } ratings
    }

figure_line = { $status }: { $number }

# The head of a day's list: how many bookings the part of it has that is shown.
day_ahead =
    <b>{ $day }</b> · { $total ->
        [one] { $total } booking
       *[other] { $total } bookings
    }

day_ended = <b>{ $day }</b> · over: { $total }

day_canceled = <b>{ $day }</b> · canceled: { $total }

# Below the head, when one table or one person is shown.
day_of_resource = { $resource }

day_lines =
    { "" }
    { $lines }

# ## The day as a picture: the button, the answer to it, the caption
button_day_sheet = 🖼 The day as a picture
picture_begins = Drawing
day_sheet =
    <b>{ $day }</b> · { $total ->
        [one] { $total } booking
       *[other] { $total } bookings
    }

# Lines below it: those that have something to say.
day_sheet_guests = Guests: { $number }
day_sheet_busy = { $percent }% of the time is taken
day_sheet_free = Free now: { $number } of { $total }
day_sheet_seated = ▶️ Here now: { $number }
day_sheet_no_show = 🚫 No-shows: { $number }
day_sheet_canceled = ✖️ Canceled: { $number }
day_sheet_left_out = The picture has no room for { $more } more: see the day’s list.

# In the picture itself, without markup.
day_sheet_closed = closed

day_more =
    … and { $more } more, behind the buttons below.

day_is_empty =
    { "" }
    Nobody is expected.

ask_search =
    <b>Search</b>

    Write a name, a phone number or its last digits, or the number of a booking.

search_found =
    <b>Search: { $searched }</b>

    { $lines }

search_found_nothing =
    <b>Search: { $searched }</b>

    Nothing found. Try a name, a phone number or the number of a booking.

button_dated_line = { $mark } { $day } · { $time } · { $guest }

hour_of_day = <b>{ $day }, { $hour }</b>

timeline_time = <b>{ $time }</b>

# { $noted } is the sign of a note, where there is one.
timeline_party_size = { $mark } { $resource } · { $guest } · { $size }{ $noted }

timeline_specialty = { $mark } { $resource } · { $guest }{ $noted }

timeline_service = { $mark } { $resource } · { $guest }{ $noted }

# Between them a place that is held for a guest of the waiting list.
timeline_held_party_size = 🎈 { $resource } · { $guest } · { $size } · held until { $held_until }

timeline_held_specialty = 🎈 { $resource } · { $guest } · held until { $held_until }

timeline_held_service = 🎈 { $resource } · { $guest } · held until { $held_until }

button_hour = { $hour } · { $number }
button_ahead = ▶️ From now on
button_ended = ☑️ Over · { $ended }
button_canceled = ✖️ Canceled · { $canceled }
button_by_resource = 👤 By person
button_all_resources = 👥 Everyone
button_resource_of_list = { $resource } · { $number }

ask_resource_of_list =
    <b>{ $day }</b>

    Whose bookings would you like to see?

day_line_party_size = { $mark } { $time } · { $resource } · { $guest } · { $party }

day_line_specialty = { $mark } { $time } · { $resource } · { $guest }

day_line_service = { $mark } { $time } · { $resource } · { $guest }

button_day_line = { $mark } { $time } · { $guest }

# { $guest_link } leads to the chat with the guest.
admin_card =
    <b>Booking No. { $booking_number }</b> · { $status }

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

    { $history }

history_line = { $day }, { $time } — { $what } ({ $who })

# { $line } is the line above; the rest is where and when the booking was before it moved.
history_line_of_move =
    { $line }
    before: { $day }, { $time }, { $resource }

# { $old_party } is how many guests there were before.
history_line_of_party =
    { $line }
    before: { $old_party }

# { $remark } is the reason that an admin gave the guest.
history_line_with_remark =
    { $line }
    “{ $remark }”

button_seat = ▶️ The guest is here
button_unseat = ↩️ Not here yet
button_no_show = 🚫 No-show
button_undo_no_show = ↩️ Not a no-show
recorded_seat = The guest is here
recorded_unseat = Undone
recorded_no_show = Recorded as a no-show
recorded_undo_no_show = Undone

button_party = 👥 Party size
# { $party } is how many guests there are now.
ask_new_party =
    👥 <b>How many guests will there be?</b>

    Now: { $resource }, { $party }
party_is_set = Now: { $party }
# { $party } is how many guests there will be: their place does not fit them.
ask_place_for_party =
    👥 <b>{ $resource } can’t take { $party }</b>

    Free at the same time, and the right size:
no_place_for_party = Not possible at this time: { $party }. No place is free, or too many guests arrive at once. Move the booking to another time, then change the number.

# Only admins see notes.
button_note = 📝 Note
button_remove_note = 🗑 Remove the note
note_removed = The note is gone

card_note =
    { "" }
    📝 { $note }

# What the guest answered to a reminder.
card_coming =
    { "" }
    👍 The guest said they’d be on time.

card_late =
    { "" }
    🕐 The guest said they’d be { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    } late.

# { $next_time }: when the next visit there begins.
card_touched = ⚠️ The delay runs into the next visit, at { $next_time }.

# What the guest said about the visit: { $stars } is "★★★★☆", { $comment } the beginning of their words.
card_stars =
    { "" }
    ⭐️ Rating: { $stars }

card_comment = 💬 “{ $comment }”

ask_for_note =
    <b>Note</b>

    Write what you want to remember. The guest sees it only if they ask for their data.

ask_for_other_note =
    <b>Note</b>

    📝 { $note }

    Write a new one to replace it. The guest sees it only if they ask for their data.

remark_wants_words = Please write text: photos, stickers and commands don’t work here.

remark_is_too_long =
    { $length ->
        [one] That is { $length } character
       *[other] That is { $length } characters
    }, and the limit is { $limit }. Please shorten it.

button_messages = ✉️ Messages

# What has become of each message about a booking. { $lines } are receipt_line.
receipts =
    <b>Booking No. { $booking_number }</b> · messages

    { $lines }

no_receipts =
    <b>Booking No. { $booking_number }</b> · messages

    None are left: we delete messages 90 days after they were sent.

# { $kind } for { $reader }, owed on { $day } at { $time }; { $fate } is one of the texts below.
receipt_line =
    <b>{ $kind }</b> · { $reader }
    { $day }, { $time } — { $fate }

receipt_waits = ⏳ scheduled
receipt_under_way = ⏳ being sent
receipt_again = ⏳ next try { $settled_day }, { $settled_time }
receipt_sent = ✅ sent { $settled_day }, { $settled_time }
receipt_failed = ⚠️ not delivered
receipt_given_up = ⚠️ not delivered and no longer needed
receipt_missed = not sent
receipt_not_needed = not sent, no longer needed
receipt_with_reason = { $fate }: { $why }
# { $day } and { $time } are those of the last attempt.
receipt_with_tries = { $fate } (attempts: { $number }, the last one { $day }, { $time })

# Why a message was not sent although nothing failed.
why_not_booking_canceled = the visit was canceled
why_not_booking_moved = the visit was moved
why_not_booking_changed = the visit has changed
why_not_zone_changed = the time zone changed, and you chose the time of the visit
why_not_guest_forgotten = the guest had their data erased
why_not_undecided = the visit no longer fits, and nobody decided about it
why_not_not_recipient = the recipient is no longer an admin or staff
why_not_other_resource = the visit is with another colleague
why_not_nothing_to_edit = there was no message to edit
why_not_taken_back = the guest changed their mind
why_not_rated = the guest has already rated the visit
why_not_barred = the guest is barred
why_not_no_consent = the guest has not agreed to offers
why_not_another_offer = one offer a day is enough
why_not_another_question = one question about a visit a day is enough
why_not_expired = it would have come too late

button_guest = 👤 The guest
button_barred_guest = 🚫 { $guest }

admin_guest =
    <b>Guest</b>

    👤 <a href="{ $guest_link }">{ $guest }</a>
    With us since { $since }

guest_is_barred =
    { "" }
    🚫 Barred { $bar_day }, { $bar_time }, by { $bar_admin }.

guest_was_let_in =
    { "" }
    Let in again { $bar_day }, { $bar_time }, by { $bar_admin }.

button_bar_guest = 🚫 Bar from booking
button_let_guest_in = ✅ Let them book again

ask_to_bar =
    <b>Bar this guest from booking?</b>

    👤 <a href="{ $guest_link }">{ $guest }</a>

    They can no longer book or move a booking, and get no offers or broadcasts. Their present bookings stay, and they can cancel them.

# Below the question while there is no reason, and below the card of who is barred. Only the desk sees it.
ask_for_bar_reason =
    { "" }
    You can write a reason. Only admins see it, and the guest only if they ask for their data.
bar_reason =
    { "" }
    📝 Reason: “{ $bar_reason }”

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
change_party_changed = number of guests changed
change_canceled = canceled
change_completed = completed
change_deleted = removed from the guest’s list
change_kept = kept as it is
change_kept_local_time = kept at the time promised
change_kept_instant = its time changed with the time zone
change_seated = the guest came
change_unseated = “here” undone
change_no_show = no-show
change_undo_no_show = “no-show” undone
change_noted = note changed
change_coming = the guest will be on time
change_late = the guest is running late
change_claimed = the guest found it by phone number
change_tried_again = an undelivered message was sent again
change_given_up = an undelivered message is no longer needed

by_guest = the guest
by_admin = an admin
by_admin_named = admin { $name }
by_staff = a member of staff
by_staff_named = { $name }, staff
by_system = automatically

admin_ask_to_cancel =
    <b>Cancel this booking?</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

guest_is_told =
    { "" }
    The guest will be told at once.

ask_for_reason =
    { "" }
    You can write a reason. The guest will see it.
ask_for_reason_to_cancel =
    { "" }
    You can write a reason. The guests whose bookings are canceled will see it.
reason_to_be_told =
    { "" }
    Reason: “{ $explanation }”
guest_cannot_be_told =
    { "" }
    ⚠️ The guest has blocked the bot, so no message will get through. Please tell them yourself.

guest_is_not_told =
    { "" }
    The visit is over, so the guest won’t be told.

# ## The waiting list of a day
button_waiting_list = ⏳ Waiting list: { $waiting }

# { $lines } are the lines below, in the order of the list.
waiting_list =
    ⏳ <b>{ $day }</b> · on the waiting list: { $total }

    { $lines }

waiting_list_is_empty =
    ⏳ <b>{ $day }</b>

    Nobody is waiting for a place.

waiting_line = { $number }. <b>{ $guest }</b> · { $wish } · { $window } · since { $since_day }, { $since_time }
waiting_line_held = { $number }. <b>{ $guest }</b> · { $wish } · { $window } · 🎈 { $held_slot } is held until { $held_until }

button_waiting = { $number }. { $guest }

desk_wait =
    ⏳ <b>{ $day }</b>, { $window }

    👤 <a href="{ $guest_link }">{ $guest }</a>
    { $wish }
    Waiting since { $since_day }, { $since_time }

held_for_guest = 🎈 Held until { $held_until }: { $held_resource }, { $held_slot }

button_pass_by = ⏭ Offer it to the next guest
button_take_off_list = ✖️ Take off the list
passed_by = It will be offered to the next guest
taken_off_list = Taken off the waiting list

# ## A booking for a guest who has called or come
desk_ask_party = How many guests?
desk_ask_wish = What is it for?

desk_ask_time =
    <b>{ $day }</b>

    At what time?

desk_no_time =
    <b>{ $day }</b>

    Everything is taken or closed. Please try another day.

desk_ask_day = Which day?

desk_visit = { $details }

# Above it stands desk_visit: where and when.
ask_contact =
    { "" }
    Who is it for? Write the name and the phone number in one line, such as “Anna +44 20 7946 0958”, or send a contact.

button_without_name = 🚶 No name and number

desk_ask_place =
    { "" }
    What else is free at this time:

desk_check =
    <b>{ -Book }?</b>

    { $details }
    👤 { $name }

card_phone = 📞 { $phone }

button_book_by_phone = 📞 Yes, the guest called
button_book_walk_in = 🚶 Yes, the guest is here
booked_by_desk = Done

# ## A guest shares the number for which an admin has booked
button_share_phone = 📱 Booked by phone
ask_for_phone = If you called us, share your number: we will find your booking and show it here.
button_send_phone = 📱 Share my number
phone_is_not_yours = That is somebody else’s number. Please press “Share my number”.

phone_is_known =
    Thank you! { $number ->
        [0] Nothing has been booked for this number yet.
        [one] We found { $number } booking.
       *[other] We found { $number } bookings.
    }

# ## Closures
button_closures = ⛔️ Close for a time
button_close = ⛔️ Close
button_reopen = ✅ Reopen: { $what }
reopened = Open again

closures =
    <b>Closed now and soon</b>

    { $lines }

no_closures =
    <b>Closed now and soon</b>

    Nothing: all opening hours can be booked.

closure_line =
    ⛔️ { $what }
    { $begin_day }, { $begin_time } — { $end_day }, { $end_time }

ask_what_to_close = <b>What should be closed?</b>

button_close_venue = 🏠 All of { $venue }

ask_day_to_close = From which day?

ask_begin_of_closure =
    <b>{ $day }</b>

    From what time?

button_whole_day = The whole day
button_until_other_day = Until another day

ask_end_of_closure =
    <b>{ $day }</b>

    Until what time?

ask_last_day_of_closure = What is the last day?

ask_to_close =
    <b>Close { $what }?</b>

    From: { $begin_day }, { $begin_time }
    Until: { $end_day }, { $end_time }

nobody_is_hit =
    { "" }
    Nobody has booked that time.

closure_hits =
    { "" }
    { $total ->
        [one] { $total } booking will be canceled, and its guest
       *[other] { $total } bookings will be canceled, and each guest
    } will be told and can choose another time:
    { $lines }

closure_hits_movable =
    { "" }
    { $total ->
        [one] { $total } booking falls into it.
       *[other] { $total } bookings fall into it.
    } { $rest ->
        [0] All can be moved and keep their time
       *[other] { $movable } can be moved and keep their time, the others will be canceled
    }: the arrow shows where to. Each guest will be told and can choose another time:
    { $lines }

movable_line = { $line } → { $new_place }

dated_line = { $mark } { $day }, { $time } · { $resource } · { $guest }

closure_hits_more = … and { $more } more

closure_leaves_seated =
    { "" }
    Visits under way: { $seated }. They stay.

button_yes_close = Yes, close
button_close_and_move = Close and move: { $movable }
button_close_and_cancel = Close and cancel: { $total }
closed_and_moved = Closed. Moved: { $moved }, canceled: { $canceled }
closed = Closed
closure_hits_others = The bookings at that time have just changed. This is how they are now.
some_not_canceled = Closed. Changed meanwhile, so not canceled: { $number }. Please check the day’s list.

# Under a cancellation: another time for the same.
button_book_again_instead = 📝 Choose another time

# ## Bookings that no longer fit the catalogue
# The catalogue is venue.toml: tables and doctors, hours, closures, the zone.
button_undecided = ⚠️ Waiting for your decision · { $undecided }
button_misfit = { $reason } · { $number }

undecided =
    ⚠️ <b>Waiting for your decision</b>

    Something has changed, and these bookings no longer fit. Until you decide about them, their guests get no messages.

nothing_undecided =
    <b>Nothing to decide</b>

    Every booking fits or has been dealt with.

misfit_name_resource_gone = Not in the catalogue
misfit_name_party_does_not_fit = Service gone
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
    Until then the guest gets no messages about it.

# { $promised_day }, { $promised_time } is what was promised; { $day }, { $time } is what the venue's clock will show.
misfit_resource_gone = “{ $resource }” is no longer in the catalogue.
misfit_party_does_not_fit = { $resource } no longer offers this service.
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
button_all_instant = 🕓 Tell everyone the new time
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
        [one] Move { $total } booking to the new time?
       *[other] Move { $total } bookings to the new time?
    } Each guest is told at once.
ask_all_cancel =
    { $total ->
        [one] Cancel { $total } booking?
       *[other] Cancel { $total } bookings?
    } Each guest is told at once.

button_yes_all = Yes
all_settled = Done
some_not_settled = Not everything worked. Still waiting for your decision: { $number }. Open them one by one.

ask_other_resource =
    🔁 <b>Moving the booking</b>

    The current choice no longer fits. Which one instead?

no_other_resource =
    🔁 <b>There is nowhere to move it</b>

    Nothing in the catalogue fits this booking.

cannot_move_here = Things have changed here, and this booking can’t be moved. Please cancel it and choose another option, or { -call-us }.

# Undelivered messages: { $reader } did not get { $kind } because { $why }.
failed_messages =
    <b>Undelivered messages</b> from the last week

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

# { $visit } is dated_line.
failed_message_visit =
    { "" }
    { $visit }

failed_message_is_of_no_use =
    { "" }
    There’s no point in sending it now: its time has passed or the booking has changed.

button_try_again = 🔁 Send again
button_give_up = ✔️ No longer needed
will_be_sent_again = Sending it again
given_up = Taken off the list
of_no_use_any_more = There’s no point in sending it now

failure_blocked = the bot is blocked or was never started
failure_refused = Telegram didn’t accept the message
failure_unreachable = Telegram couldn’t be reached
failure_defect = there’s a fault on our side, and we know about it

kind_confirmation = confirmation
kind_moved = booking moved
kind_reminder = reminder
kind_follow_up = message after the visit
kind_canceled = cancellation mark
kind_canceled_by_venue = booking canceled
kind_visit_over = end-of-visit mark
kind_alert_booked = alert: new booking
kind_alert_moved = alert: booking moved
kind_alert_late = alert: guest is late
kind_alert_canceled = alert: booking canceled
kind_alert_answered = a guest’s reply
kind_alert_rated = alert: low rating
kind_alert_untold = alert: message not delivered
kind_alert_deleted = alert: booking removed
kind_alert_canceled_together = cancellation mark
kind_alert_all_canceled = alert: all bookings canceled
kind_alert_misfits = alert: bookings that no longer fit
kind_waitlist_offer = a place from the waiting list
kind_waitlist_over = waiting list mark
kind_service_started = bot started
kind_service_stopped = bot stopped
kind_group_trouble = news about the staff group
# The kind of a message that another release of the product has planned.
kind_unknown = a message of an unknown kind

# ## Broadcast: one text to all guests
button_broadcast = 📣 Broadcast

ask_broadcast =
    <b>Broadcast to guests</b>

    Write the message as guests will see it: bold, italics and links are kept. Up to { $limit } characters; below a photo, up to { $caption_limit }.

broadcast_is_too_long =
    That is { $length ->
        [one] { $length } character
       *[other] { $length } characters
    }, and the limit is { $limit }. Please shorten it and send it again.

broadcast_wants_words = A broadcast needs words: a text, or a photo with a caption. Stickers and commands don’t work.

ask_audience =
    <b>Who should get it?</b>

    News goes to everyone who hasn’t blocked the bot or declined news. Offers go only to those who agreed to them. Each comes with a button to opt out.

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

# With a photo above: { $caption } is what the admin wrote under it.
broadcast_photo_preview =
    { "" }
    This is what guests will see below the photo:

    { $caption }

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
broadcast_paused = 📣 <b>Broadcast paused</b>
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
button_pause_broadcast = ⏸ Pause
button_resume_broadcast = ▶️ Resume
button_stop_broadcast = ⏹ Stop
broadcast_pauses = Pausing
broadcast_goes_on = Going on
broadcast_stops = Stopping

# ## Export: the bookings of a period as a file
button_export = 📄 Export

ask_export_period =
    <b>Export bookings</b>

    For which days? You’ll get a spreadsheet with everything the desk sees.

ask_first_day_of_export = <b>Export: from which day?</b>

ask_last_day_of_export = <b>Export: to which day?</b>

ask_export_format =
    <b>{ $begin_day } – { $end_day }</b>

    { $number ->
        [one] { $number } booking.
       *[other] { $number } bookings.
    } Which format would you like? The file has names and phone numbers: keep it safe.

export_is_empty =
    <b>{ $begin_day } – { $end_day }</b>

    There are no bookings on these days.

export_is_too_large =
    <b>{ $begin_day } – { $end_day }</b>

    That is { $number } bookings, and a file holds { $limit } at most. Please choose fewer days.

button_export_xlsx = 📊 Excel (XLSX)
button_export_csv = 📃 CSV
export_begins = Preparing the file
export_stops = Canceling

# The caption of the file.
export =
    📄 <b>Bookings { $begin_day } – { $end_day }</b>
    { $number ->
        [one] { $number } booking
       *[other] { $number } bookings
    }

# Below it, when an earlier attempt was interrupted.
export_may_repeat = The first attempt was interrupted: this file may come twice.

# The report: one message that changes until the file is there. { $title } is one of the four lines below.
export_report =
    { $title }
    { $begin_day } – { $end_day }

export_running = 📄 <b>Preparing the file</b>
export_done = 📄 <b>The file is ready</b>
export_canceled = 📄 <b>Export canceled</b>
export_not_done = 📄 <b>The file could not be sent</b>
export_progress =
    { "" }
    { $bar } { $percent }%
    Bookings: { $sent } of { $total }

export_failure = Reason: { $why }. You can ask for it again in the panel.
button_cancel_export = ✖️ Cancel

# In the file: names of columns and words of cells, without markup.
file_column_number = Number
file_column_status = Status
file_column_day = Day
file_column_time = Time
file_column_resource = Resource
file_column_service = Service
file_column_party = Guests
file_column_guest = Name
file_column_for_whom = For whom
file_column_phone = Phone
file_column_source = How booked
file_column_note = Note
file_column_made_at = Booked on
file_column_canceled_by = Canceled by
file_column_stars = Rating
file_column_comment = Review
file_status_held = held for a guest
file_status_booked = upcoming
file_status_seated = under way
file_status_completed = completed
file_status_canceled = canceled
file_status_no_show = no-show
file_source_chat = in the chat
file_source_app = in the app
file_source_phone = by phone
file_source_walk_in = at the door
file_by_guest = guest
file_by_admin = admin
file_by_staff = staff
file_by_system = automatically

# ## Notifications
# Rendered in app/bot/messages/, delivered by the worker. Known: { $venue }, { $address }, { $guest }, { $guest_link },
# { $first_name }, { $resource }, { $service }, { $party }, { $day }, { $slot }, { $zone }, { $soon }, { $until_day }, { $until_time }, { $details }.

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
    🛎️ { $service } · { $resource }

# The last line, where not the guest comes.
details_for_whom = 👥 For: { $relative }

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

# Only the number of guests is new. { $old_party }, { $old_slot }: how many they were, and until when.
party_changed =
    👥 <b>Your booking has changed</b>

    { $details }
    📍 { $venue }, { $address }

    Before: { $old_party }, { $old_slot }.

reminder =
    ⏰ <b>See you { $soon }</b>

    { $details }
    📍 { $venue }, { $address }

# Under the question after a visit: stars, and which the guest gave.
button_stars = { $stars } ⭐️
stars_given = { $stars } Thank you!
rated_well =
    { "" }
    { $stars } Thank you! If you like, add a word or two right here.

rated_low =
    { "" }
    { $stars } We’re sorry about that. Write right here what went wrong: an admin will read it.

rated_with_words =
    { "" }
    { $stars } Thank you! We have your words, too.

# The buttons under a reminder, and the answers to them.
button_coming = 👍 I’m coming
button_late = 🕐 I’m late
button_late_by = { $minutes } min
ask_how_late = How late will you be?
answered_coming = Great, see you!
answered_late = All right, we expect you { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    } later.
reminder_is_old = This reminder is about an earlier time. We expect you on { $day }, { $slot }.

# The confirmation from then on, when the guest has canceled: the message is edited.
canceled =
    ✖️ <b>Booking canceled</b>

    { $details }

    Changed your mind? /book

# The confirmation when the visit's time is over: the message changes in place. The guest's stars stand below it.
visit_over =
    🏁 <b>Your visit is over</b>

    { $details }
    📍 { $venue }, { $address }

your_rating =
    { "" }
    You rated it { $stars }

canceled_by_venue =
    😔 <b>We had to cancel your booking</b>

    { $details }

    We’re sorry. Please choose another time: /book

# Below a cancellation; { $explanation } is what the admin wrote.
cancellation_reason =
    { "" }
    💬 { $explanation }

alert_booked =
    🆕 <b>New booking</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

alert_moved =
    🔁 <b>Booking moved</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

    Before: { $old_day }, { $old_slot }, { $old_resource }.

alert_party_changed =
    👥 <b>Another number of guests</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

    Before: { $old_party }, { $old_slot }.

# The guest answered to a reminder. { $minutes }: how late they will be.
alert_late =
    🕐 <b>The guest will be { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    } late</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

# First late, then in time after all: the same alert is edited.
alert_in_time =
    👍 <b>The guest will be on time</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

alert_canceled =
    ❌ <b>Booking canceled</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

# The same where several were canceled at once: the earlier alert is edited to this, the news comes once for all.
alert_canceled_together = { alert_canceled }

alert_deleted =
    🗑 <b>The guest removed a booking from their list</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

# One or two stars.
alert_rated =
    ⚠️ <b>Low rating: { $stars }</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

# Later the guest gave more: the same alert is edited.
alert_rated_anew =
    ⭐️ <b>The guest changed the rating: { $stars }</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

alert_misfits =
    ⚠️ <b>{ $venue }</b>: { $number ->
        [one] { $number } booking no longer fits
       *[other] { $number } bookings no longer fit
    }: tables, doctors, services, hours, closures or the time zone have changed.

    Please decide about them. Until then their guests get no messages.

# { $reason } is why the bookings do not fit, { $admin } is who cancels them.
alert_all_canceled =
    ❌ <b>{ $reason }</b>: { $admin } is canceling { $number ->
        [one] { $number } booking
       *[other] { $number } bookings
    }. The guests are told.

# { $message } is the message that did not arrive: “reminder”, “confirmation”.
alert_untold =
    📵 <b>The guest did not get a message</b> ({ $message }). Please call them.

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

# { $answer } is what the guest wrote after the message that follows a visit.
alert_answered =
    💬 <b>A guest has replied</b>

    “{ $answer }”

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

service_started = 🟢 { $venue }: the bot has been running since { $time }.

service_stopped = 🔴 { $venue }: the bot stopped at { $time }.

# { $trouble } is one of the two texts below, { $error } is what Telegram answered.
group_trouble =
    ⚠️ <b>{ $venue }</b>: { $trouble }

    Telegram says: “{ $error }”

trouble_group = alerts don’t reach the staff group, so you get them here. Add the bot to the group and let it write there, or ask the person who runs it to name another group.
trouble_topic = the staff group’s topic for alerts is closed or deleted, so they come to its General topic. Reopen it, or ask the person who runs the bot to name another topic.

# Who gets a message, in the list of those that were not delivered.
staff_group = staff group

# Several alerts in one message, when they come faster than the chat takes them. { $lines } are lines gathered_....
# { $number } is the number of the line and of the button under the message. Long names are cut here.
alerts_gathered =
    🔔 <b>{ $number ->
        [one] { $number } change
       *[other] { $number } changes
    }</b>

    { $lines }

    Tap a number for more.

gathered_alert_booked = { $number }. 🆕 { $line }
gathered_alert_moved = { $number }. 🔁 { $line }. Before: { $old_day }, { $old_time }, { $old_resource }
gathered_alert_party_changed = { $number }. 👥 { $line }. Before: { $old_party }
gathered_alert_canceled = { $number }. ❌ Canceled: { $line }
gathered_alert_deleted = { $number }. 🗑 Removed from the guest’s list: { $line }
gathered_alert_untold = { $number }. 📵 The guest got no message: { $line }

# { $line } in the lines gathered_...: one booking.
booking_line_party_size = { $day }, { $time } · { $resource } · <a href="{ $guest_link }">{ $guest }</a> · { $party }
booking_line_specialty = { $day }, { $time } · { $resource } · <a href="{ $guest_link }">{ $guest }</a>
booking_line_service = { $day }, { $time } · { $resource } · <a href="{ $guest_link }">{ $guest }</a>

# The waiting list: a place is held for the guest until { $held_until }.
waitlist_offer =
    🎈 <b>There’s a place for you!</b>

    { $details }
    📍 { $venue }, { $address }

    We’ll hold it until { $held_until }.

# What this message becomes later.
offer_over_taken = ✅ It’s yours: { $day }, { $slot }.
offer_over_declined = 👌 You don’t need this place: { $day }, { $slot }.
offer_over_expired = ⌛ Time’s up, and we no longer hold this place: { $day }, { $slot }.
offer_over_passed_by = ⌛ We no longer hold this place: { $day }, { $slot }.
offer_over_closed = ⌛ We’re closed at that time after all: { $day }, { $slot }.
offer_over_undelivered = { offer_over_passed_by }
offer_over_wait_ended = 👌 We no longer hold this place: { $day }, { $slot }. This wish is off the waiting list.
# Under it, while the guest waits for another place.
offer_may_follow = We’ll write if there’s another place.

# What is left in the earlier message when a new one comes below it.
replaced_by_move = 🔁 { $old_day }, { $old_slot }: this has changed, see below.
replaced_by_party = 👥 { $day }, { $slot }, { $resource }: the number of guests has changed, see below.
replaced_by_answer = 🕐 { $day }, { $slot }, { $resource }: the guest answered to a reminder, see below.
replaced_by_cancellation = ❌ { $day }, { $slot }, { $resource }: canceled.
replaced_by_deletion = 🗑 { $day }, { $slot }, { $resource }: the guest removed it from their list.

button_open_booking = Open booking
button_open_undecided = Decide
button_calendar = 📅 Calendar
button_map = 🗺 Map
button_google = 📅 Google
button_friends = 👋 Invite friends
button_cancel_booking = Cancel booking
button_no_offers = No more offers
# Under news.
button_no_news = No more news

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
