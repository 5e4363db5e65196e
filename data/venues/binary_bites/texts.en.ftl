# The words of Binary Bites. Any text of app/texts/en.ftl may be replaced here.
# The messages after a visit know { $guest } (the guest's name) and { $venue } (the venue's).

greeting =
    Hello, { $guest }! This is <b>{ $venue }</b>, the restaurant that tastes good in any number base.

    Breakfast from six, dinner until midnight. Choose a table and leave the rest to us.

about =
    <b>{ $venue }</b>

    Home cooking, good coffee and a terrace under an old lime tree.

    📍 { $address }
    🕕 Every day from 6:00 to 24:00
    ☎️ +7 495 000-10-10

review =
    Thank you for coming! How was it?

    Every word matters to us, kind or not: +7 495 000-10-10.

come_again =
    { $guest }, it was good to have you.

    Come again: the menu changes every week, and your favourite table is a minute away.

promo_code =
    A present for your next visit: with the code <code>BYTE10</code> any main course comes with a dessert.

    Show it to the waiter within a month.

how_was_it =
    { $guest }, how did you like it?

    When you come again, tell the waiter what you enjoyed and what you did not: the coffee is on us.
