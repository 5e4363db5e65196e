# The words of the venue: tell guests about it in your own. Any text of app/texts/en.ftl may be replaced here.
# The messages after a visit know { $first_name } (the guest's first name) and { $venue } (the venue's name).

greeting =
    Hello, { $first_name }! This is <b>{ $venue }</b>.

    Choose a table and a time, and we will have everything ready for you.

about =
    <b>{ $venue }</b>

    Good food, a homely place, and always glad to see you.

    📍 { $address }{ -phone-line }

feedback =
    { $first_name }, thank you for coming! How was it?

    Just reply here: we read every word.
