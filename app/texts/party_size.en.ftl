# The words of venues where a table is booked: instead of the same words and texts of en.ftl.

-book = book a table
-Book = Book a table
-example = table for two tomorrow at 7 pm
-for-whom = { "" }

booking_done = 🎉 The table is yours!

any_resource = Any table
button_choose_resource = 🪑 Choose a table
button_other_place = 🔄 Another table

ask_resource =
    Which table would you like?

    { $cards }

ask_place =
    🗓 { $day }, { $slot }
    These tables are free, too:

    { $cards }

# The button beside the input field: there is little room.
menu_button = Table

button_by_resource = 🪑 By table
button_my_day = 🍽 My tables
button_all_resources = 🪑 All tables

ask_resource_of_list =
    <b>{ $day }</b>

    Which table would you like to see?

misfit_name_party_does_not_fit = Too few seats
misfit_party_does_not_fit = So many guests no longer fit here.
