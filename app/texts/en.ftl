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
