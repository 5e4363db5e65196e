# The words of the clinic Zdorovie Plus. Any text of app/texts/en.ftl may be replaced here.
# The messages after a visit know { $guest } (the guest's name) and { $venue } (the venue's).
# Strangers may see a notification: none of them names the doctor's specialty.

greeting =
    Hello, { $guest }! This is <b>{ $venue }</b>, the clinic.

    Choose a specialty, a doctor and a time that suits you: it takes a minute.

about =
    <b>{ $venue }</b>

    Ten specialties under one roof, for adults and children.

    📍 { $address }
    🕗 Monday to Saturday, 8:00 to 20:00
    ☎️ +7 495 000-20-20

    If you are unwell right now, call 112.

feedback =
    { $guest }, how are you after your visit?

    If something worries you, or you have a word to say about your appointment, call us: +7 495 000-20-20.
