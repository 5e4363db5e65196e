# Слова заведений, где бронируют столик: вместо тех же слов и текстов из ru.ftl.

-booking = бронь
-Booking = Бронь
-bookings = брони
-Bookings = Брони
-of-bookings = броней
-book = забронировать столик
-Book = Забронировать столик
-example = столик на двоих завтра в 19:00
-for-whom = { "" }

booking_done = 🎉 Столик ваш!

any_resource = Любой столик
button_choose_resource = 🪑 Выбрать столик
button_other_place = 🔄 Другой столик

ask_resource =
    Какой столик выбрать?

    { $cards }

ask_place =
    🗓 { $day }, { $slot }
    Свободны ещё:

    { $cards }

# Кнопка рядом с полем ввода: места там мало.
menu_button = Столик

button_by_resource = 🪑 По столикам
button_all_resources = 🪑 Все столики
button_my_day = 🍽 Мои столики

ask_resource_of_list =
    <b>{ $day }</b>

    Какой столик показать?

misfit_name_party_does_not_fit = Мало мест
misfit_party_does_not_fit = Столько гостей здесь больше не поместится.
