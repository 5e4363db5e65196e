# The words of Binary Bites. Any text of app/texts/en.ftl may be replaced here.
# The messages after a visit know { $first_name } (the guest's first name) and { $venue } (the venue's name).

greeting =
    Hello, { $first_name }! This is <b>{ $venue }</b>, the restaurant that tastes good in any number base.

    Breakfast from six, dinner until midnight, on Fridays and Saturdays until two. Choose a table and leave the rest to us.

about =
    <b>{ $venue }</b>

    Home cooking, good coffee and a terrace under an old lime tree.

    📍 { $address }
    🕕 Every day from 6:00 to 24:00, Friday and Saturday until 2:00
    ☎️ { -phone }

review =
    Thank you for coming! How was it?

    Just reply here: we read every word, kind or cross.

come_again =
    { $first_name }, it was good to have you.

    Do come again: the menu changes every week, and your favourite table takes a minute to book.

promo_code =
    A present for your next visit: with the code <code>BYTE10</code>, any main course comes with a dessert.

    Give the waiter the code. It is good for a month.

how_was_it =
    { $first_name }, how did you like it?

    Tell us what you enjoyed and what you didn’t. When you come again, the coffee is on us.
