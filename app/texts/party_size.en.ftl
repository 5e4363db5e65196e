# The words of venues where a table is booked: instead of the same words and texts of en.ftl.

-book = book a table
-Book = Book a table

booking_done =
    🎉 <b>The table is yours!</b>
    { $resource } · { $day }, { $slot }

    The details come in the next message, with the address, a calendar file and buttons to move or cancel.

# The button beside the input field: there is little room.
menu_button = Table
