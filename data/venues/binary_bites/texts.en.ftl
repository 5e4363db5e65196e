# The words of Binary Bites. Any text of app/texts/en.ftl may be replaced here.
# The messages after a visit know { $guest } (the guest's name) and { $venue } (the venue's).

greeting =
    Hello, { $guest }! This is <b>{ $venue }</b>, where the food is good from zero to one.

    Breakfast from six, dinner until midnight. Choose a table and leave the rest to us.

about =
    <b>{ $venue }</b>

    Home cooking, good coffee and a terrace under an old lime tree.

    📍 { $address }
    🕕 Every day from 6:00 to 24:00
    ☎️ +7 495 000-10-10

review =
    Thank you for coming! How was it?

    Leave a rating: the whole team will see it.

come_again =
    { $guest }, it was good to have you.

    Come again: the menu changes every week, and we will keep your favourite table.

promo_code =
    A present for your next visit: with the code <code>BYTE10</code> any main course comes with a dessert.

    Show it to the waiter within a month.

how_was_it =
    { $guest }, tell us in a word or two what you liked and what you did not.

    A cup of coffee is on us for the story: just mention it when you come.
