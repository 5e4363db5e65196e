# The words of the barber's shop Strizh. Any text of app/texts/en.ftl may be replaced here.
# The messages after a visit know { $first_name } (the guest's first name) and { $venue } (the venue's name).

greeting =
    Hello, { $first_name }! This is <b>{ $venue }</b>, the barber’s shop.

    A haircut, a beard trim or a shave: choose what you need and a time that suits you. The coffee is on us.

about =
    <b>{ $venue }</b>

    Four barbers, eight services and good music. For adults and children.

    📍 { $address }
    🕙 Monday to Thursday 10:00–21:00, Friday and Saturday until 22:00, Sunday 11:00–19:00
    ☎️ { -phone }

how_is_it =
    { $first_name }, do you like what you see in the mirror?

    Just reply here. If something doesn’t sit right, come back: we’ll fix it for free.

time_for_a_trim =
    { $first_name }, it’s been four weeks, and hair never stops growing.

    Time for a trim? Booking takes a minute: /book
