# Bronya's words in English. Each key has the name and the { $facts } it has in ru.ftl: a test checks that.
# This is Telegram's HTML: < is written &lt;, & is &amp;. Texts of buttons and toasts have no markup.
# A venue may replace any of them in its texts.en.ftl.

# ## The venue

greeting =
    Hello, { $guest }! This is <b>{ $venue }</b>.

    Booking here takes a minute.

about =
    <b>{ $venue }</b>

    📍 { $address }

# ## Time
# The zone, where the guest may be in another one: { $city } is "Moscow".
local_time = { $city } time

# ## Notifications
# Written by app/bot/letters.py, delivered by the worker. Known: { $venue }, { $address }, { $guest }, { $guest_link },
# { $resource }, { $party }, { $day }, { $slot }, { $zone }, { $remaining }, { $until_day }, { $until_time }, { $details }.

party =
    { $size ->
        [one] { $size } guest
       *[other] { $size } guests
    }

# What is booked: lines that notifications share. There is a { $party } only where its size is asked for.
details_party =
    🗓 { $day }, { $slot }, { $zone }
    🪑 { $resource }, { $party }

details_specialty =
    🗓 { $day }, { $slot }, { $zone }
    👩‍⚕️ { $resource }

confirmation =
    ✅ <b>See you soon!</b>

    { $details }
    📍 { $venue }, { $address }

    You can cancel until { $until_time } ({ $until_day }).

reminder =
    ⏰ <b>Your visit is { $remaining }</b>

    { $details }
    📍 { $venue }, { $address }

canceled_by_venue =
    😔 <b>The venue canceled your booking</b>

    { $details }

    We are sorry. Please choose another time: /book

alert_booked =
    🆕 <b>New booking</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

alert_canceled =
    ❌ <b>Booking canceled</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

alert_deleted =
    🗑 <b>The guest took a booking off their list</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

service_started = 🟢 { $venue }: the bot has been working since { $time }.

service_stopped = 🔴 { $venue }: the bot stopped at { $time }.

button_open_booking = Booking
button_calendar = 📅 Add to calendar
button_map = 🗺 Map
button_cancel_booking = Cancel
button_no_offers = No more offers

# ## How the bot introduces itself to Telegram
bot_description = { $venue }: book in a minute, be reminded, cancel with one tap. Press Start.
bot_short_description = Bookings at { $venue }
command_start = Main menu
command_book = Book
command_my = My bookings
command_language = Language
command_help = Help
command_cancel = Stop and go to the menu
command_admin = Admin panel
