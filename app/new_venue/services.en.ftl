# The words of the venue: tell guests about it in your own. Any text of app/texts/en.ftl may be replaced here.
# The messages after a visit know { $first_name } (the guest's first name) and { $venue } (the venue's name).

greeting =
    Hello, { $first_name }! This is <b>{ $venue }</b>.

    Choose what you would like, and when: it takes a minute.

about =
    <b>{ $venue }</b>

    We do it carefully, and we love doing it.

    📍 { $address }{ -phone-line }

feedback =
    { $first_name }, thank you for coming! Are you happy with it?

    Just reply here: we read every word.
