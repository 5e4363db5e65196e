# The words of the clinic Zdorovie Plus. Any text of app/texts/en.ftl may be replaced here.
# The messages after a visit know { $first_name } (the guest's first name) and { $venue } (the venue's name).
# Strangers may see a notification: none of them names the doctor's specialty.

greeting =
    Hello, { $first_name }! This is <b>{ $venue }</b>, the clinic.

    Choose a specialty, a doctor and a time that suits you: it takes a minute.

about =
    <b>{ $venue }</b>

    Ten specialties under one roof, for adults and children.

    📍 { $address }
    🕗 Monday to Saturday, 8:00 to 20:00
    ☎️ { -phone }

    If you are unwell right now, call 112.

feedback =
    { $first_name }, how are you after your appointment?

    Just reply here if there’s anything you’d like to tell us. If something worries you, call: { -phone }.
