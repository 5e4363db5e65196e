# The words of the venue: tell guests about it in your own. Any text of app/texts/en.ftl may be replaced here.
# The messages after a visit know { $first_name } (the guest's first name) and { $venue } (the venue's name).
# Strangers may see a notification: none of them names the doctor's specialty.

greeting =
    Hello, { $first_name }! This is <b>{ $venue }</b>.

    Choose whom you would like to see, and when: it takes a minute.

about =
    <b>{ $venue }</b>

    We take our time and explain things plainly.

    📍 { $address }{ -phone-line }

feedback =
    { $first_name }, how are you after your appointment?

    If there’s anything you’d like to tell us, just reply here: we read every word.
