# Слова Брони на русском. У ключа то же имя и те же { $факты }, что в en.ftl: это проверяет тест.
# Это HTML Телеграма: < пишется &lt;, & — &amp;. Тексты кнопок и всплывающих ответов — без разметки.
# Заведение может заменить любой из них в своём texts.ru.ftl.

# ## Слова, из которых составлены тексты: как называется бронирование
# У врача — запись, за столиком — бронь (party_size.ru.ftl). Оба слова женского рода, и оба меняются одинаково:
# «запись» — именительный и винительный, «записи» — родительный, дательный и предложный, а ещё множественное число.
-booking = запись
-Booking = Запись
-bookings = записи
-Bookings = Записи
-of-bookings = записей
-book = записаться
-Book = Записаться

# Пример просьбы, которую бот поймёт.
-example = к терапевту завтра утром

# Как сказать, что нужно позвонить. С номером — у заведений, у которых есть телефон (with_phone.ru.ftl).
-call-us = позвоните нам
# Строка с телефоном под адресом и под помощью, если он есть.
-phone-line = { "" }
# Чьи имена мы храним ещё: там, где каждый приходит за себя, — ничьи.
-for-whom = имя и год рождения тех, для кого вы записывались,{ " " }

# ## Заведение

greeting =
    Здравствуйте, { $first_name }! Это <b>{ $venue }</b>.

    { -Book } здесь — дело минуты.

# Вместо имени, в котором нечего увидеть: одни пробелы или невидимые знаки.
nameless_guest = Гость

about =
    <b>{ $venue }</b>

    📍 { $address }{ -phone-line }

# ## Время
# По чьим часам время, если гость может быть в другом поясе: стоит после времени, «18:00–20:00 по Москве».
# { $clock } — имя часового пояса с _ вместо /, { $city } — его город.
local_time = { $clock ->
    [Europe_Kaliningrad] по Калининграду
    [Europe_Moscow] по Москве
    [Europe_Samara] по Самаре
    [Asia_Yekaterinburg] по Екатеринбургу
    [Asia_Omsk] по Омску
    [Asia_Novosibirsk] по Новосибирску
    [Asia_Krasnoyarsk] по Красноярску
    [Asia_Irkutsk] по Иркутску
    [Asia_Yakutsk] по Якутску
    [Asia_Vladivostok] по Владивостоку
    [Asia_Magadan] по Магадану
    [Asia_Kamchatka] по Камчатке
    [Europe_Minsk] по Минску
    [Asia_Almaty] по Алматы
    [Asia_Tbilisi] по Тбилиси
    [Asia_Yerevan] по Еревану
    [UTC] по UTC
   *[other] по времени города { $city }
}

# Когда визит, в одной строке напоминания: «Ждём вас завтра в 18:00».
soon_today = сегодня в { $time }
soon_tomorrow = завтра в { $time }
soon_later = { $day } в { $time }

# ## Меню
button_book = 📝 { -Book }
button_on_plan = 🗺 На плане зала
button_open_app = 📱 Открыть приложение
button_my_bookings = 📋 Мои { -bookings }
button_about = ℹ️ О нас
button_language = 🌐 Язык
button_help = ❓ Помощь
button_admin_panel = 🗝 Панель администратора
# Для врача, мастера или официанта из STAFF: только свои записи.
button_my_day = 🩺 Мой приём
button_menu = ☰ В меню
button_back = ‹ Назад

ask_language = На каком языке с вами говорить?

language_chosen = Теперь говорим по-русски

help =
    Нажимайте кнопки или пишите коротко: «{ -example }».

    /book — { -book }
    /my — мои { -bookings }: посмотреть, перенести, отменить, повторить
    /language — сменить язык
    /privacy — что мы о вас знаем
    /cancel — бросить начатое
    /start — главное меню

    О каждой { -bookings } напомним заранее.{ -phone-line }

# ## Что заведение знает о госте
button_privacy = 🔒 Мои данные
privacy =
    🔒 <b>Что мы о вас знаем</b>

    Имя, ник и язык из Telegram, телефон, если вы им поделились, ваши { -bookings } с их историей и заметками, { -for-whom }ваши ответы на наши вопросы, оценки визитов, пожелания в листе ожидания, согласие на предложения и адрес для календаря, если вы его получили. Всё это нужно, чтобы вас принять, предложить то же, что в прошлые разы, и ответить на вопросы о визите.

    /my_data — прислать всё это файлом
    /delete_me — удалить

    Сообщения, которые уже пришли вам и нашим администраторам, останутся в Telegram.{ -phone-line }

button_my_data = 📄 Прислать файлом
my_data_caption = Всё, что мы о вас знаем.
button_forget_me = 🗑 Удалить мои данные
ask_to_forget =
    <b>Удалить ваши данные?</b>

    Предстоящие { -bookings } отменятся. От прошлых останутся только время, место и звёзды, без имени, телефона и ваших слов. Вернуть ничего будет нельзя.

    Отмены за последние сутки ещё сутки учитываются — под кодом, без имени. Если администратор закрыл вам { -bookings } через бота, мы запомним только это и ваш номер в Telegram.
button_yes_forget = Да, удалить
forgotten = Готово: мы вас больше не знаем. Захотите вернуться — познакомимся заново.

# Под помощью, если заведение присылает предложения: приходят ли они этому гостю.
offers_are_on =
    { "" }
    Иногда мы присылаем вам предложения и подарки.

offers_are_off =
    { "" }
    Предложений мы вам не присылаем.

button_offers = 🎁 Присылать предложения

# Под помощью, для гостя, который отказался от новостей.
news_are_declined =
    { "" }
    Новостей мы вам не присылаем.

button_news = 📰 Присылать новости

# Ответ на неожиданное сообщение: текст, фото, стикер, неизвестную команду.
not_understood = Я понимаю кнопки и короткие просьбы вроде «{ -example }». Подсказки — /help.

# Гость написал что-то после нашего вопроса о визите.
answer_passed_on = Спасибо, что написали! Передали администратору.

# Ответ на команду или упоминание в группе. { $link } — ссылка на личный чат с ботом.
only_in_private = { -Book } можно только в личном чате: <a href="{ $link }">напишите мне туда</a>.

button_is_old = Эта кнопка устарела. Вот меню — начните с него.

something_broke = Что-то сломалось, и мы уже знаем об этом. Попробуйте, пожалуйста, ещё раз из меню.
# Ответ на нажатие, после которого окно такое же: на номер страницы, на день недели в календаре.
nothing_changed = Здесь ничего не изменилось

# ## Фразы гостя: «столик на двоих завтра в семь»
# Что понято, когда остальное спросим. { $heard } — день, время, место.
heard = Понял так: { $heard }.
heard_from = с { $time }
heard_until = до { $time }
heard_day_is_full = { $day } — свободного времени нет. Посмотрите другие дни.
heard_day_is_closed = { $day } — у нас выходной. Выберем другой день.
# Заведение открыто, но нет этого человека, этого столика или никого для такого визита.
heard_day_has_no_such_visit = { $day } — такой визит в этот день невозможен. Выберем другой день.
heard_day_can_be_waited_for = { $day } — всё занято. Можно подождать, пока место освободится, или посмотреть другие дни.
heard_time_is_taken = { $time } — свободного нет. Вот что есть в этот день.
heard_time_has_passed = { $time } — это время уже прошло. Вот что есть в этот день.
heard_party_is_too_large = За один раз принимаем до { $limit } гостей.
heard_place_does_not_fit = { $places }: для этого визита не подойдёт. Вот что подойдёт.
which_booking_is_meant = Здесь подходит несколько. Нажмите на ту, о которой речь.
no_booking_is_meant = Такой не нашёл. Вот что у вас есть.
plain_line = { $line }
any_of_places = { $places }
button_all_times = 🕐 Всё время этого дня

# Если из фразы понятно несколько специальностей: показаны только они.
button_all_specialties = 🩺 Все специальности
button_all_services = ☰ Все услуги

nothing_to_drop = Отменять нечего: вы ещё ничего не начали.

# ## Запись: шаг за шагом
# { $cards } — карточки того, что на странице; { $card } — карточка выбранного; { $party } — «2 гостя».
ask_party_size = Сколько вас будет?

ask_specialty =
    Какой врач вам нужен?

    { $cards }

specialty_card = { $icon } <b>{ $specialty }</b> · { $description }

button_specialty = { $icon } { $specialty }

ask_service =
    Что вам нужно?

    { $cards }

# { $terms } — длительность и цена: «45 мин · 1 800 ₽».
service_card = <b>{ $service }</b> · { $terms }
# { $line } — строка выше.
described_service_card =
    { $line }
    { $description }
visit_length = { $minutes } мин

# Приём без услуги, там, где услугу выбирать не обязательно.
ordinary_visit = Обычный приём
button_ordinary_visit = { ordinary_visit }
button_choose_service = 🔄 Другая услуга

# Кого или что бронируют: врач, столик, мастер. Вместо любого можно выбрать определённого.
any_resource = Любой врач
button_any_resource = { any_resource }
button_choose_resource = 👤 Выбрать врача
button_first_free = ⚡ Раньше всего: { $soon }
button_other_place = 🔄 Другой врач

# Что уже выбрано: { $wish } — «2 гостя», услуга; { $resource } — определённый врач или столик.
for_wish = { $wish }
chosen_resource = <b>{ $resource }</b>
chosen_specialty = <b>{ $specialty }</b>

ask_resource =
    К кому вас записать?

    { $cards }

table_card =
    <b>{ $resource }</b> · до { $capacity ->
        [one] { $capacity } гостя
       *[many] { $capacity } гостей
    }
    { $description }

doctor_card =
    <b>{ $resource }</b> · стаж { $years ->
        [one] { $years } год
        [few] { $years } года
       *[many] { $years } лет
    }
    { $description }

resource_card =
    <b>{ $resource }</b>
    { $description }

# { $card } — одна из карточек выше, { $soon } — «завтра в 9:00».
card_with_first =
    { $card }
    🕐 Ближайшее время: { $soon }

ask_day =
    { $card }

    На какой день? Точка — свободного времени нет.

no_day_is_free =
    { $card }

    Здесь всё занято на много дней вперёд. Вернитесь и выберите другой вариант.

day_is_not_free = В этот день свободного времени нет

ask_time =
    { $card }

    🗓 { $day }
    Во сколько? Время — { $zone }.

no_time_is_free =
    { $card }

    🗓 { $day }
    Свободного времени не осталось. Вернитесь и выберите другой день.

# Другой врач или столик на то же время.
ask_place =
    🗓 { $day }, { $slot }
    Вот кто свободен:

    { $cards }

no_place_is_free =
    🗓 { $day }, { $slot }

    На это время больше ничего нет. Выберите, пожалуйста, другое.

button_other_time = 🕐 Другое время
button_other_day = 🗓 Другой день

same_time_elsewhere = Здесь на это время только что заняли. Но есть и другие варианты на то же время: выберите.

# Каталог изменился: услуги больше нет, столик убрали.
choice_is_gone = Этого у нас больше нет. Вот что можно выбрать сейчас.

# Ответ на ссылку вида t.me/бот?start=…
link_is_unknown = По этой ссылке нашлось не всё: что-то у нас изменилось. Вот что есть сейчас.

# Услуга, которую не называет { $details }: в сообщениях клиники её нет, в окнах есть.
unnamed_service = { $unnamed_service }

check_booking =
    <b>Всё верно?</b>

    { $details }
    📍 { $venue }, { $address }

# Под ней, если предлагаем место, где гость уже бывал не раз.
usual_place =
    { "" }
    ⭐ Как в прошлые разы: { $resource }

button_confirm = ✅ Подтвердить

# Для кого визит: для самого гостя или для кого-то из близких.
button_for_whom = 👥 Для кого
button_for_me = 🙂 Для меня
ask_for_whom =
    <b>Для кого визит?</b>

    Напишите имя и, если хотите, год рождения: «Маша 2019».

button_drop_booking = ✖️ Не нужно

booking_dropped = { -Booking } не оформлена: вы остановились раньше.

booking_done = 🎉 Вы записаны!

# Вопрос задают один раз, после первой брони или записи: в чате и в приложении.
offers_question = 🎁 Присылать вам иногда наши предложения и подарки?

# С какого дня вопрос значит то, что значит: хранится с ответом гостя. Меняется вместе со смыслом вопроса, на обоих языках сразу.
offers_version = 2026-11-28

ask_about_offers = { offers_question } Передумать можно в любой момент: /help.

button_offers_yes = Да, присылайте
button_offers_no = Нет, спасибо
offers_accepted = Спасибо! Будем писать нечасто и по делу.
offers_declined = Хорошо, предложений не будет.
news_accepted = Рады это слышать! Новости снова будут приходить.
news_declined = Хорошо, новостей больше не будет.

# { $limit } за минуту — предел; { $time } — когда можно продолжить.
too_many_updates = Слишком быстро: за минуту мы успеваем ответить на { $limit } нажатий и сообщений. Продолжим в { $time }.

# ## Лист ожидания
# Под вопросом о дне.
full_days_can_be_waited_for =
    { "" }
    ⏳ — всё занято, но можно встать в лист ожидания.

button_wait = ⏳ Моё время занято

ask_wait =
    { $card }

    🗓 { $day }
    Когда вам было бы удобно? Как только место освободится, мы напишем и подержим его для вас десять минут. Время — { $zone }.

button_wait_all_day = В любое время

wait_joined =
    ⏳ <b>Вы в листе ожидания</b>

    { $card }
    🗓 { $day }, { $window }

    Освободится место — сразу напишем. Передумаете — загляните в «Мои { -bookings }».

window_day = в любое время
window_around = около { $time }
window_between = с { $begin_time } до { $end_time }

# Под списком { -of-bookings }.
my_waits =
    { "" }
    ⏳ — то, чего вы ждёте.

button_wait_line = ⏳ { $day }, { $window }
button_wait_held = 🎈 { $day }, { $window }
# Придёт не сам гость: { $relative } — имя.
button_wait_line_for = ⏳ { $day }, { $window } · { $relative }
button_wait_held_for = 🎈 { $day }, { $window } · { $relative }

my_wait =
    ⏳ <b>Лист ожидания</b>

    { $card }
    🗓 { $day }, { $window }

    Вы ждёте с { $since_day }, { $since_time }. Освободится место — сразу напишем.

# Под ним, когда для гостя держат место.
held_for_you =
    { "" }
    🎈 <b>Для вас есть место</b>: { $held_resource }, { $held_slot }. Держим до { $held_until }.

button_take_place = ✅ Беру
button_decline_place = Нет, спасибо
button_leave_list = ✖️ Больше не жду
place_taken = Готово, место ваше!
place_declined = Хорошо. Если появится другое место, напишем.
list_left = Хорошо, это пожелание убрали.

# ## Отказы: почему не получилось
# Всплывающее окно, не больше 200 знаков.
refused_not_found = Такого больше нет. Выберите, пожалуйста, заново.
refused_outside_hours = В это время мы закрыты. Выберите, пожалуйста, другое.
refused_too_soon = На это время уже не { -book }: оно слишком близко. Выберите, пожалуйста, попозже.
refused_too_far_ahead =
    { $days ->
        [one] { -Book } можно не дальше чем на { $days } день вперёд.
        [few] { -Book } можно не дальше чем на { $days } дня вперёд.
       *[many] { -Book } можно не дальше чем на { $days } дней вперёд.
    }
refused_resource_does_not_fit = Столько гостей здесь не поместится. Выберите, пожалуйста, другой вариант.
refused_party_does_not_fit = Столько гостей здесь не разместить. Выберите, пожалуйста, другой вариант.
refused_slot_taken = Это время только что заняли. Выберите, пожалуйста, из тех, что ещё свободны.
refused_guest_is_busy = На это время у вас уже есть { -booking }: { $resource }, { $day }, { $slot }. Выберите другое или отмените её.
refused_relative_is_busy = { $relative }: на это время уже есть { -booking } — { $resource }, { $day }, { $slot }.
# Вместо refused_guest_is_busy там, где дальше можно выбрать, для кого визит.
busy_but_others_may_come = На это время у вас уже есть { -booking }: { $resource }, { $slot }. Выберите, кто придёт, или другое время.
refused_too_many_bookings =
    { $limit ->
        [one] У вас уже есть { $limit } предстоящая { -booking } — больше нельзя. Отмените её или дождитесь визита.
        [few] У вас уже { $limit } предстоящие { -bookings } — больше нельзя. Отмените одну или дождитесь визита.
       *[many] У вас уже { $limit } предстоящих { -of-bookings } — больше нельзя. Отмените одну или дождитесь визита.
    }
# То же окном, в начале бронирования.
may_not_book = { $refusal }
# { $limit } записей гость отменил за сутки; { $again_day }, { $again_time } — когда снова можно.
refused_too_many_cancellations = Отмен за сутки: { $limit }. Больше пока нельзя — снова { -book } можно будет с { $again_time }, { $again_day }. Если нужно раньше, { -call-us }.
refused_too_many_moves = Одну { -booking } можно перенести не больше { $limit } раз. Если нужно ещё раз, { -call-us }, и мы всё сделаем.
# { $limit } раз гость не пришёл за год: так решено в правилах заведения (no_show_limit).
refused_too_many_no_shows = За год вы не пришли { $limit ->
        [one] { $limit } раз
        [few] { $limit } раза
       *[many] { $limit } раз
    }, поэтому { -book } через бота пока не получится. Пожалуйста, { -call-us }.
refused_guest_barred = К сожалению, { -book } через бота у вас больше не получится. Позвоните нам, пожалуйста: телефон есть в разделе «О нас». Нынешние { -bookings } остаются в силе.
refused_too_late_to_change = Изменить { -booking } здесь уже нельзя: визит совсем скоро. Пожалуйста, { -call-us }.
refused_invalid_phone = Не похоже на номер телефона. Проверьте, пожалуйста, цифры.
refused_invalid_relative = Напишите, пожалуйста, имя и, если хотите, год рождения: «Маша 2019».
refused_not_for_others = Здесь каждый выбирает время для себя.
refused_too_early = Отметить это пока рано: до визита ещё есть время.
refused_too_late_to_answer = Время визита уже наступило. Если задерживаетесь, { -call-us }.
refused_too_many_answers = Вы уже несколько раз меняли ответ. Если планы изменились снова, { -call-us }.
refused_too_late_to_rate = Оценку можно изменить только в течение суток. Спасибо, что поделились ею.
refused_not_standing = Эта { -booking } уже прошла или отменена.
refused_changed_meanwhile = Пока вы решали, { -booking } изменилась. Вот какая она теперь.
refused_still_standing = Эта { -booking } ещё в силе. Сначала отмените её.
refused_too_many_waits =
    { $limit ->
        [one] В листе ожидания у вас уже { $limit } пожелание — больше нельзя. Уберите его в «Мои { -bookings }».
        [few] В листе ожидания у вас уже { $limit } пожелания — больше нельзя. Уберите одно в «Мои { -bookings }».
       *[many] В листе ожидания у вас уже { $limit } пожеланий — больше нельзя. Уберите одно в «Мои { -bookings }».
    }
refused_offer_over = Это место мы больше не держим.
refused_idempotency_key_reused = Это подтверждение уже сработало для другой { -bookings }. Начните, пожалуйста, заново.

# ## Записи гостя
my_bookings =
    <b>Ваши { -bookings }</b>

    Нажмите на любую, чтобы посмотреть, перенести или отменить.

no_bookings =
    <b>Пока ничего нет</b>

    Выберем время?

button_booking = { $mark } { $day } · { $time } · { $resource }
# Придёт не сам гость: { $relative } — имя.
button_booking_for = { $mark } { $day } · { $time } · { $relative } · { $resource }

mark_held = ⏳
mark_booked = 🟢
mark_seated = ▶️
mark_completed = ☑️
mark_canceled = ✖️
mark_no_show = 🚫

status_held = ⏳ ждёт подтверждения
status_booked = 🟢 предстоит
status_seated = ▶️ визит идёт
status_completed = ☑️ состоялась
status_canceled = ✖️ отменена
status_no_show = 🚫 гость не пришёл

booking_card =
    <b>{ -Booking }</b> · { $status }

    { $details }
    📍 { $venue }, { $address }

# Что гость ответил на напоминание: под ним и в карточке.
answer_coming =
    { "" }
    👍 Вы ответили, что придёте вовремя.

answer_late =
    { "" }
    🕐 Вы ответили, что опоздаете на { $minutes ->
        [one] { $minutes } минуту
        [few] { $minutes } минуты
       *[many] { $minutes } минут
    }.

changeable_until =
    { "" }
    Перенести или отменить можно до { $until_day }, { $until_time }.

too_late_to_change =
    { "" }
    Изменить { -booking } здесь уже нельзя. Если планы изменились, { -call-us }.

button_book_again = 📝 Ещё раз
button_delete_booking = 🗑 Убрать
button_all_bookings = ‹ Все { -bookings }

ask_to_cancel =
    <b>Отменить { -booking }?</b>

    { $details }

button_yes_cancel = Да, отменить
button_keep_booking = ‹ Нет, оставить
booking_canceled = { -Booking } отменена

ask_to_delete =
    <b>Убрать { -booking } из списка?</b>

    { $details }

    Вернуть её потом не получится.

button_yes_delete = Да, убрать
booking_deleted = { -Booking } убрана

# ## Перенос: из карточки гостя и из карточки администратора
# { $old_day }, { $old_slot } — когда сейчас; остальное — когда будет.
button_move = 🔁 Перенести
button_confirm_move = ✅ Перенести
button_drop_move = ✖️ Оставить

moves_from =
    🔁 <b>Переносим { -booking }</b>
    Сейчас: { $old_day }, { $old_slot }
    { "" }

check_move =
    <b>Переносим?</b>

    Было: { $old_day }, { $old_slot }

    Станет:
    { $details }

booking_moved = { -Booking } перенесена
move_dropped = Хорошо, время остаётся прежним.

button_calendar_address = 📆 Все визиты в моём календаре
no_calendar_address =
    📆 <b>Ваши визиты — в вашем календаре</b>

    Мы дадим личный адрес. Один раз добавьте его в календарь телефона или компьютера — и { -bookings } будут появляться, меняться и исчезать там сами.

    Кто знает адрес, видит ваши { -bookings }. Отключить его можно здесь же, в любой момент.
button_get_address = 🔗 Получить адрес
calendar_address =
    📆 <b>Адрес для вашего календаря</b>

    <code>{ $calendar_address }</code>

    Нажмите на адрес, чтобы скопировать его, и добавьте в календарь:
    • iPhone: Календарь → Календари → Добавить → Подписной календарь
    • Google: на компьютере — Другие календари → Добавить по URL

    Календарь обновляется сам, иногда через несколько часов. О переменах сразу пишем сюда, в чат.

    Кто знает адрес, видит ваши { -bookings }. Если адрес попал не к тем людям или больше не нужен, отключите его.
button_revoke_address = 🚫 Отключить адрес
ask_to_revoke_address =
    <b>Отключить адрес?</b>

    Ваши { -bookings } останутся, а календарь перестанет их показывать. Понадобится снова — дадим новый адрес.
button_yes_revoke = Да, отключить
address_revoked = Адрес больше не работает

calendar_summary = { $venue }: { $resource }
calendar_summary_for = { $venue }: { $resource }, для: { $relative }
calendar_caption = Откройте файл, и визит появится в вашем календаре.
# Что увидят друзья: без разметки, под ссылкой на бота.
visit_for_friends =
    Встречаемся в { $venue }: { $day }, { $slot } { $zone }.
    { $address }

# ## Панель администратора
admin_panel =
    <b>{ $venue }</b>

    Панель администратора

button_open_desk = 🖥 Стойка: весь день
button_open_own_desk = 🖥 День на шкале
button_day = 📅 { -Bookings } по дням
button_new_booking = ➕ Новая { -booking }
button_search = 🔎 Найти
button_figures = 📊 Цифры
button_users = 👥 Гости
button_failed_messages = ⚠️ Недоставленные сообщения
button_qr_codes = 🔳 QR-коды для печати
ask_qr_code =
    🔳 <b>QR-коды</b>

    Наведут камеру — и бот сразу предложит { -book }. Что открыть?
qr_code =
    <b>{ $name }</b>
    { $link }
button_today = Сегодня
button_pick_day = 🗓 Другой день
ask_day_of_list = Какой день показать?
button_day_of_booking = 📅 Весь день

admin_users =
    <b>Гости</b>

    Всего: { $total }
    Заблокировали бота: { $blocked }

    Нажмите на имя, чтобы открыть карточку гостя. 🚫 — больше не может { -book }.

    Новые:
    { $newest }

user_line = <a href="{ $guest_link }">{ $guest }</a>, { $day }

# ## Цифры за период: кнопки, вопросы, текст; он же подпись картинки
button_period_this_month = Этот месяц
button_period_last_month = Прошлый месяц
button_period_next_week = 7 дней вперёд
button_period_week = 7 дней
button_period_recent = 30 дней
button_period_quarter = 90 дней
button_other_days = 📅 Другие дни
button_plots = 📈 Графики картинкой
ask_first_day_of_figures = <b>Цифры: с какого дня?</b>

ask_last_day_of_figures = <b>Цифры: по какой день?</b>

figures_of_period =
    <b>{ $begin_day } – { $end_day }</b>

    { $lines }

# Строки этого текста: те, в которых есть что сказать.
figures_are_empty = За эти дни ничего нет.
figures_total =
    { $total ->
        [one] { $total } { -booking }
        [few] { $total } { -bookings }
       *[many] { $total } { -of-bookings }
    }
figures_guests = Гостей: { $number }
figures_busy = Занято { $percent } % времени
figures_busiest = Теснее всего: { $weekday }, { $hour } ({ $percent } %)
figures_no_shows = Не пришли { $percent } % тех, кого ждали
figures_leads = <b>За сколько до визита</b>
figures_sources = <b>Откуда { -booking }</b>
lead_day = меньше суток
lead_three_days = 1–3 дня
lead_week = 3–7 дней
lead_month = 7–30 дней
lead_longer = больше 30 дней
source_is_unknown = неизвестно

# На картинке, без разметки.
plot_days = По дням визита
plot_hours = Сколько времени занято, по дням недели и часам
plot_leads = За сколько до визита
plot_sources = Откуда { -booking }

# { $average } — средняя оценка.
figures_ratings =
    ⭐️ { $average } из 5, { $ratings ->
        [one] { $ratings } оценка
        [few] { $ratings } оценки
       *[many] { $ratings } оценок
    }

figure_line = { $status }: { $number }

# Начало списка дня: сколько записей в той его части, которая показана.
day_ahead =
    <b>{ $day }</b> · { $total ->
        [one] { $total } { -booking }
        [few] { $total } { -bookings }
       *[many] { $total } { -of-bookings }
    }

day_ended = <b>{ $day }</b> · прошло: { $total }

day_canceled = <b>{ $day }</b> · отменено: { $total }

# Под началом, когда показан один столик или специалист.
day_of_resource = { $resource }

day_lines =
    { "" }
    { $lines }

# ## День картинкой: кнопка, ответ на неё, подпись
button_day_sheet = 🖼 День картинкой
picture_begins = Рисуем
day_sheet =
    <b>{ $day }</b> · { $total ->
        [one] { $total } { -booking }
        [few] { $total } { -bookings }
       *[many] { $total } { -of-bookings }
    }

# Строки под ней: те, в которых есть что сказать.
day_sheet_guests = Гостей: { $number }
day_sheet_busy = Занято { $percent } % времени
day_sheet_free = Свободно сейчас: { $number } из { $total }
day_sheet_seated = ▶️ Сейчас здесь: { $number }
day_sheet_no_show = 🚫 Не пришли: { $number }
day_sheet_canceled = ✖️ Отменены: { $number }
day_sheet_left_out = На картинке поместились не все: ещё { $more } — в списке дня.

# На самой картинке, без разметки.
day_sheet_closed = закрыто

day_more =
    … и ещё { $more }: они под кнопками ниже.

day_is_empty =
    { "" }
    Никого не ждём.

ask_search =
    <b>Поиск</b>

    Напишите имя, телефон или его последние цифры, или номер с карточки.

search_found =
    <b>Поиск: { $searched }</b>

    { $lines }

search_found_nothing =
    <b>Поиск: { $searched }</b>

    Ничего не нашлось. Попробуйте иначе: имя, телефон или номер.

button_dated_line = { $mark } { $day } · { $time } · { $guest }

hour_of_day = <b>{ $day }, { $hour }</b>

timeline_time = <b>{ $time }</b>

# { $noted } — знак заметки, если она есть.
timeline_party_size = { $mark } { $resource } · { $guest } · { $size }{ $noted }

timeline_specialty = { $mark } { $resource } · { $guest }{ $noted }

timeline_service = { $mark } { $resource } · { $guest }{ $noted }

# Между ними место, которое держим для гостя из листа ожидания.
timeline_held_party_size = 🎈 { $resource } · { $guest } · { $size } · держим до { $held_until }

timeline_held_specialty = 🎈 { $resource } · { $guest } · держим до { $held_until }

timeline_held_service = 🎈 { $resource } · { $guest } · держим до { $held_until }

button_hour = { $hour } · { $number }
button_ahead = ▶️ Сейчас и дальше
button_ended = ☑️ Прошли · { $ended }
button_canceled = ✖️ Отменены · { $canceled }
button_by_resource = 👤 По специалистам
button_all_resources = 👥 Все специалисты
button_resource_of_list = { $resource } · { $number }

ask_resource_of_list =
    <b>{ $day }</b>

    Чьё расписание показать?

day_line_party_size = { $mark } { $time } · { $resource } · { $guest } · { $party }

day_line_specialty = { $mark } { $time } · { $resource } · { $guest }

day_line_service = { $mark } { $time } · { $resource } · { $guest }

button_day_line = { $mark } { $time } · { $guest }

# { $guest_link } — ссылка на чат с гостем.
admin_card =
    <b>{ -Booking } № { $booking_number }</b> · { $status }

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

    { $history }

history_line = { $day }, { $time } — { $what } ({ $who })

# { $line } — строка выше; остальное — где и когда запись была до переноса.
history_line_of_move =
    { $line }
    была: { $day }, { $time }, { $resource }

# { $old_party } — сколько гостей было раньше.
history_line_of_party =
    { $line }
    было: { $old_party }

# { $remark } — причина, которую администратор назвал гостю.
history_line_with_remark =
    { $line }
    «{ $remark }»

button_seat = ▶️ Гость пришёл
button_unseat = ↩️ Гость ещё не пришёл
button_no_show = 🚫 Не пришёл
button_undo_no_show = ↩️ Гость всё-таки придёт
recorded_seat = Отмечено: гость пришёл
recorded_unseat = Отметка снята
recorded_no_show = Отмечено: гость не пришёл
recorded_undo_no_show = Отметка снята

button_party = 👥 Число гостей
# { $party } — сколько гостей сейчас.
ask_new_party =
    👥 <b>Сколько будет гостей?</b>

    Сейчас: { $resource }, { $party }
party_is_set = Теперь: { $party }
# { $party } — сколько гостей будет: на прежнем месте им не поместиться.
ask_place_for_party =
    👥 <b>{ $resource }: { $party } здесь не разместить</b>

    На то же время подходят и свободны:
no_place_for_party = На это время не получится: { $party }. Мест нет, или разом приходит слишком много гостей. Перенесите { -booking } на другое время, потом измените число.

# Заметки видят только администраторы.
button_note = 📝 Заметка
button_remove_note = 🗑 Убрать заметку
note_removed = Заметки больше нет

card_note =
    { "" }
    📝 { $note }

# Что гость ответил на напоминание.
card_coming =
    { "" }
    👍 Гость ответил, что придёт вовремя.

card_late =
    { "" }
    🕐 Гость ответил, что опоздает на { $minutes ->
        [one] { $minutes } минуту
        [few] { $minutes } минуты
       *[many] { $minutes } минут
    }.

# { $next_time } — когда там же начинается следующий визит.
card_touched = ⚠️ Опоздание заденет следующий визит: он начинается в { $next_time }.

# Что гость сказал о визите: { $stars } — «★★★★☆», { $comment } — начало его слов.
card_stars =
    { "" }
    ⭐️ Оценка: { $stars }

card_comment = 💬 «{ $comment }»

ask_for_note =
    <b>Заметка</b>

    Напишите, что нужно помнить. Гость прочтёт это, только если попросит прислать свои данные.

ask_for_other_note =
    <b>Заметка</b>

    📝 { $note }

    Напишите новую: она заменит прежнюю. Гость прочтёт её, только если попросит прислать свои данные.

remark_wants_words = Здесь нужен текст: фотографии, стикеры и команды не подойдут.

remark_is_too_long =
    { $length ->
        [one] Получился { $length } символ
        [few] Получилось { $length } символа
       *[many] Получилось { $length } символов
    }, а поместится { $limit }. Напишите, пожалуйста, короче.

button_messages = ✉️ Сообщения

# Что стало с каждым сообщением о визите. { $lines } — строки receipt_line.
receipts =
    <b>{ -Booking } № { $booking_number }</b> · сообщения

    { $lines }

no_receipts =
    <b>{ -Booking } № { $booking_number }</b> · сообщения

    Их уже нет: через 90 дней после отправки мы их забываем.

# { $kind } для { $reader }, срок — { $day }, { $time }; { $fate } — один из текстов ниже.
receipt_line =
    <b>{ $kind }</b> · { $reader }
    { $day }, { $time } — { $fate }

receipt_waits = ⏳ ждёт своего времени
receipt_under_way = ⏳ отправляем
receipt_again = ⏳ попробуем снова { $settled_day }, { $settled_time }
receipt_sent = ✅ отправлено { $settled_day }, { $settled_time }
receipt_failed = ⚠️ не доставлено
receipt_given_up = ⚠️ не доставлено и больше не нужно
receipt_missed = не отправлено
receipt_not_needed = не отправлено, больше не нужно
receipt_with_reason = { $fate }: { $why }
# { $day } и { $time } — время последней попытки.
receipt_with_tries = { $fate } (попыток: { $number }, последняя { $day }, { $time })

# Почему сообщение не отправлено, хотя ничего не сломалось.
why_not_booking_canceled = визит отменён
why_not_booking_moved = визит перенесён
why_not_booking_changed = визит изменился
why_not_zone_changed = сменился часовой пояс, и время визита решили вы
why_not_guest_forgotten = гость удалил свои данные
why_not_undecided = никто не решил, что делать с визитом, который больше не подходит
why_not_not_recipient = получатель больше не администратор и не сотрудник
why_not_other_resource = визит у другого коллеги
why_not_nothing_to_edit = не было сообщения, которое нужно исправить
why_not_taken_back = гость передумал
why_not_rated = гость уже оценил визит
why_not_barred = этого гостя больше не принимаем
why_not_no_consent = гость не соглашался на предложения
why_not_another_offer = одного предложения в день достаточно
why_not_another_question = одного вопроса о визите в день достаточно
why_not_expired = было уже поздно

button_guest = 👤 Гость
button_barred_guest = 🚫 { $guest }

admin_guest =
    <b>Гость</b>

    👤 <a href="{ $guest_link }">{ $guest }</a>
    У нас с { $since }

guest_is_barred =
    { "" }
    🚫 Больше не может { -book }: так решил { $bar_admin }, { $bar_day }, { $bar_time }.

guest_was_let_in =
    { "" }
    Снова может { -book }: так решил { $bar_admin }, { $bar_day }, { $bar_time }.

button_bar_guest = 🚫 Запретить { -bookings }
button_let_guest_in = ✅ Разрешить { -bookings }

ask_to_bar =
    <b>Запретить этому гостю { -bookings }?</b>

    👤 <a href="{ $guest_link }">{ $guest }</a>

    Он не сможет ни { -book } через бота, ни перенести { -booking }, и не будет получать предложений и рассылок. Нынешние { -bookings } останутся в силе, и отменить их он сможет.

# Под вопросом, пока причины нет, и под карточкой того, кому запретили. Причину видит только стойка.
ask_for_bar_reason =
    { "" }
    Можно написать причину: её увидят только администраторы. Гость прочтёт её, только если попросит прислать свои данные.
bar_reason =
    { "" }
    📝 Причина: «{ $bar_reason }»

ask_to_let_in =
    <b>Снова разрешить этому гостю { -bookings }?</b>

    👤 <a href="{ $guest_link }">{ $guest }</a>

    Он снова сможет { -book } и перенести { -booking }.

button_yes_bar = Да, запретить
button_yes_let_in = Да, разрешить
guest_barred = Гость больше не может { -book }
guest_let_in = Гость снова может { -book }

change_booked = создана
change_moved = перенесена
change_party_changed = изменено число гостей
change_canceled = отменена
change_completed = завершена
change_deleted = убрана из списка гостя
change_kept = оставлена как есть
change_kept_local_time = сохранено обещанное время
change_kept_instant = время изменилось вместе с часовым поясом
change_seated = гость пришёл
change_unseated = отметка «пришёл» снята
change_no_show = гость не пришёл
change_undo_no_show = отметка «не пришёл» снята
change_noted = изменена заметка
change_coming = гость придёт вовремя
change_late = гость опаздывает
change_claimed = гость нашёл её по номеру телефона
change_tried_again = недоставленное сообщение отправлено ещё раз
change_given_up = недоставленное сообщение больше не нужно

by_guest = гость
by_admin = администратор
by_admin_named = администратор { $name }
by_staff = сотрудник
by_staff_named = сотрудник { $name }
by_system = автоматически

admin_ask_to_cancel =
    <b>Отменить эту { -booking }?</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

guest_is_told =
    { "" }
    Гость сразу получит сообщение об отмене.

guest_cannot_be_told =
    { "" }
    ⚠️ Гость заблокировал бота, сообщение не дойдёт. Предупредите его сами.
ask_for_reason =
    { "" }
    Можно написать причину: гость её увидит.
ask_for_reason_to_cancel =
    { "" }
    Можно написать причину: её увидят гости, чью { -booking } мы отменим.
reason_to_be_told =
    { "" }
    Причина: «{ $explanation }»
guest_is_not_told =
    { "" }
    Время визита прошло, поэтому гостю мы ничего не напишем.

# ## Лист ожидания дня
button_waiting_list = ⏳ Лист ожидания: { $waiting }

# { $lines } — строки ниже, по порядку очереди.
waiting_list =
    ⏳ <b>{ $day }</b> · в листе ожидания { $total }

    { $lines }

waiting_list_is_empty =
    ⏳ <b>{ $day }</b>

    Места никто не ждёт.

waiting_line = { $number }. <b>{ $guest }</b> · { $wish } · { $window } · ждёт с { $since_day }, { $since_time }
waiting_line_held = { $number }. <b>{ $guest }</b> · { $wish } · { $window } · 🎈 держим { $held_slot } до { $held_until }

button_waiting = { $number }. { $guest }

desk_wait =
    ⏳ <b>{ $day }</b>, { $window }

    👤 <a href="{ $guest_link }">{ $guest }</a>
    { $wish }
    Ждёт с { $since_day }, { $since_time }

held_for_guest = 🎈 Держим до { $held_until }: { $held_resource }, { $held_slot }

button_pass_by = ⏭ Предложить следующему
button_take_off_list = ✖️ Убрать из листа
passed_by = Место предложим следующему
taken_off_list = Убрали из листа ожидания

# ## Запись для гостя, который позвонил или пришёл
desk_ask_party = Сколько гостей?
desk_ask_wish = Какой визит?

desk_ask_time =
    <b>{ $day }</b>

    На какое время?

desk_no_time =
    <b>{ $day }</b>

    Всё занято или закрыто. Посмотрите другой день.

desk_ask_day = На какой день?

desk_visit = { $details }

# Под ним стоит desk_visit: куда и на когда.
ask_contact =
    { "" }
    На чьё имя? Напишите имя и телефон одной строкой, например «Анна 8 916 123-45-67», или пришлите контакт.

button_without_name = 🚶 Без имени и телефона

desk_ask_place =
    { "" }
    Где ещё свободно в это время:

desk_check =
    <b>{ -Book }?</b>

    { $details }
    👤 { $name }

card_phone = 📞 { $phone }

button_book_by_phone = 📞 Да, гость позвонил
button_book_walk_in = 🚶 Да, гость уже здесь
booked_by_desk = Готово

# ## Гость делится номером, на который его записали по телефону
button_share_phone = 📱 { -Booking } по телефону
ask_for_phone = Если вы звонили нам, поделитесь номером: мы найдём вашу { -booking } и покажем её здесь.
button_send_phone = 📱 Поделиться номером
phone_is_not_yours = Это чужой номер. Нажмите, пожалуйста, кнопку «Поделиться номером».

phone_is_known =
    Спасибо! { $number ->
        [0] На этот номер пока ничего нет.
        [one] Нашлась { $number } { -booking }.
        [few] Нашлись { $number } { -bookings }.
       *[many] Нашлось { $number } { -of-bookings }.
    }

# ## Закрытые часы
button_closures = ⛔️ Закрыть на время
button_close = ⛔️ Закрыть
button_reopen = ✅ Открыть: { $what }
reopened = Снова открыто

closures =
    <b>Сейчас и скоро закрыто</b>

    { $lines }

no_closures =
    <b>Сейчас и скоро закрыто</b>

    Ничего: можно занять любое время, когда мы работаем.

closure_line =
    ⛔️ { $what }
    { $begin_day }, { $begin_time } — { $end_day }, { $end_time }

ask_what_to_close = <b>Что закрыть?</b>

button_close_venue = 🏠 { $venue } целиком

ask_day_to_close = С какого дня?

ask_begin_of_closure =
    <b>{ $day }</b>

    С какого часа?

button_whole_day = Весь день
button_until_other_day = До другого дня

ask_end_of_closure =
    <b>{ $day }</b>

    До какого часа?

ask_last_day_of_closure = По какой день включительно?

ask_to_close =
    <b>Закрыть: { $what }?</b>

    С: { $begin_day }, { $begin_time }
    До: { $end_day }, { $end_time }

nobody_is_hit =
    { "" }
    На это время никого не ждём.

closure_hits =
    { "" }
    { $total ->
        [one] Отменится { $total } { -booking }
        [few] Отменятся { $total } { -bookings }
       *[many] Отменится { $total } { -of-bookings }
    }, и каждый гость узнает об этом и сможет выбрать другое время:
    { $lines }

closure_hits_movable =
    { "" }
    Заденет { $total ->
        [one] { $total } { -booking }
        [few] { $total } { -bookings }
       *[many] { $total } { -of-bookings }
    }. { $rest ->
        [0] Все можно перенести на то же время
       *[other] На то же время можно перенести { $movable }, остальные отменятся
    }: куда, написано после стрелки. Каждый гость узнает об этом и сможет выбрать другое время:
    { $lines }

movable_line = { $line } → { $new_place }

dated_line = { $mark } { $day }, { $time } · { $resource } · { $guest }

closure_hits_more = … и ещё { $more }

closure_leaves_seated =
    { "" }
    Визитов сейчас: { $seated }. Они останутся.

button_yes_close = Да, закрыть
button_close_and_move = Закрыть и перенести: { $movable }
button_close_and_cancel = Закрыть и отменить: { $total }
closed_and_moved = Закрыто. Перенесли: { $moved }, отменили: { $canceled }
closed = Закрыто
closure_hits_others = Пока вы решали, { -bookings } на это время изменились. Вот какие они теперь.
some_not_canceled = Закрыто. Изменились за это время, поэтому не отменены: { $number }. Посмотрите их в списке дня.

# Под отменой: другое время для того же самого.
button_book_again_instead = 📝 Выбрать другое время

# ## Записи, которым каталог больше не подходит
# Каталог — это venue.toml: столики и врачи, часы, выходные, часовой пояс.
button_undecided = ⚠️ Ждут вашего решения · { $undecided }
button_misfit = { $reason } · { $number }

undecided =
    ⚠️ <b>Ждут вашего решения</b>

    Что-то изменилось, и эти { -bookings } больше не подходят. Пока вы не решите, что с ними делать, гостям о них ничего не пишем.

nothing_undecided =
    <b>Всё решено</b>

    Все { -bookings } подходят или уже разобраны.

misfit_name_resource_gone = Нет в каталоге
misfit_name_party_does_not_fit = Услуги больше нет
misfit_name_other_specialty = Другая специальность
misfit_name_zone_changed = Другой часовой пояс
misfit_name_day_closed = Выходной
misfit_name_outside_hours = Нерабочие часы

undecided_list =
    ⚠️ <b>{ $reason }</b> · { $total ->
        [one] { $total } { -booking }
        [few] { $total } { -bookings }
       *[many] { $total } { -of-bookings }
    }

    { $lines }

# { $line } — day_line_….
undecided_line = { $day } · { $line }
button_undecided_booking = { $day } · { $time } · { $guest }
button_undecided_list = ‹ К списку

card_misfits =
    { "" }
    ⚠️ <b>Решите, как быть: эта { -booking } больше не подходит</b>
    { $misfits }
    До тех пор гостю о ней ничего не пишем.

# { $promised_day }, { $promised_time } — что обещали; { $day }, { $time } — что теперь покажут часы заведения.
misfit_resource_gone = «{ $resource }»: этого больше нет в каталоге.
misfit_party_does_not_fit = { $resource }: такой услуги здесь больше нет.
misfit_other_specialty = { $resource } теперь принимает по другой специальности.
misfit_zone_changed = Обещали { $promised_day }, { $promised_time }. По новому часовому поясу это { $day }, { $time }.
misfit_day_closed = В этот день вы закрыты.
misfit_outside_hours = В эти часы вы закрыты.

button_keep_as_it_is = ✅ Оставить как есть
button_keep_local_time = ✅ Ждём в { $promised_time }, как обещали
button_keep_instant = 🕓 Ждём в { $time }, гостю сообщим
booking_kept = { -Booking } остаётся

button_keep_all = ✅ Оставить все
button_all_local_time = ✅ Всех ждём, во сколько обещали
button_all_instant = 🕓 Всем сообщить новое время
button_cancel_all = ✖️ Отменить все

ask_about_all =
    <b>{ $reason }</b>

    { $question }

ask_all_as_it_is =
    { $total ->
        [one] Оставить { $total } { -booking } как есть?
        [few] Оставить { $total } { -bookings } как есть?
       *[many] Оставить { $total } { -of-bookings } как есть?
    } Гости снова начнут получать о них сообщения.
ask_all_local_time =
    { $total ->
        [one] Оставить { $total } { -booking } на том времени, которое обещали?
        [few] Оставить { $total } { -bookings } на том времени, которое обещали?
       *[many] Оставить { $total } { -of-bookings } на том времени, которое обещали?
    } Для гостей ничего не изменится.
ask_all_instant =
    { $total ->
        [one] Перевести { $total } { -booking } на новое время?
        [few] Перевести { $total } { -bookings } на новое время?
       *[many] Перевести { $total } { -of-bookings } на новое время?
    } Каждый гость сразу получит сообщение.
ask_all_cancel =
    { $total ->
        [one] Отменить { $total } { -booking }?
        [few] Отменить { $total } { -bookings }?
       *[many] Отменить { $total } { -of-bookings }?
    } Каждый гость сразу получит сообщение.

button_yes_all = Да
all_settled = Готово
some_not_settled = Не всё получилось: ещё ждут решения { $number }. Откройте их по одной.

ask_other_resource =
    🔁 <b>Переносим { -booking }</b>

    Прежний вариант больше не подходит. Какой выбрать?

no_other_resource =
    🔁 <b>Перенести некуда</b>

    Ничего подходящего в каталоге нет.

cannot_move_here = Здесь многое изменилось, и перенести эту { -booking } не получится. Отмените её и выберите другой вариант или { -call-us }.

# Недоставленные сообщения: { $reader } не получил { $kind }, потому что { $why }.
failed_messages =
    <b>Недоставленные сообщения</b> за неделю

    { $lines }

no_failed_messages =
    <b>Недоставленные сообщения</b>

    За неделю всё доставлено.

failed_message_line = { $day }, { $time } · { $kind } · { $reader }: { $why }

button_failed_message = { $time } · { $reader } · { $kind }

# { $error } — ответ Telegram, как он есть.
failed_message =
    <b>Не доставлено:</b> { $kind }

    👤 <a href="{ $reader_link }">{ $reader }</a>
    🕓 { $day }, { $time }
    ⚠️ { $why }
    <code>{ $error }</code>

# { $visit } — dated_line.
failed_message_visit =
    { "" }
    { $visit }

failed_message_is_of_no_use =
    { "" }
    Отправлять его уже незачем: время прошло или { -booking } изменилась.

button_try_again = 🔁 Отправить ещё раз
button_give_up = ✔️ Больше не нужно
will_be_sent_again = Отправляем ещё раз
given_up = Убрано из списка
of_no_use_any_more = Отправлять его уже незачем

failure_blocked = бот заблокирован или чат с ним не начат
failure_refused = Telegram не принял сообщение
failure_unreachable = Telegram был недоступен
failure_defect = у нас ошибка, мы о ней знаем

kind_confirmation = подтверждение
kind_moved = перенос { -bookings }
kind_reminder = напоминание
kind_follow_up = сообщение после визита
kind_canceled = отметка об отмене
kind_canceled_by_venue = отмена { -bookings }
kind_visit_over = отметка о конце визита
kind_alert_booked = извещение о новой { -bookings }
kind_alert_moved = извещение о переносе
kind_alert_late = извещение об опоздании
kind_alert_canceled = извещение об отмене
kind_alert_answered = ответ гостя
kind_alert_rated = извещение о низкой оценке
kind_alert_untold = извещение о недоставленном
kind_alert_deleted = извещение об удалении
kind_alert_canceled_together = отметка об отмене
kind_alert_all_canceled = извещение: отменены все { -bookings }
kind_alert_misfits = извещение: { -bookings } больше не подходят
kind_waitlist_offer = место из листа ожидания
kind_waitlist_over = отметка в листе ожидания
kind_service_started = бот запущен
kind_service_stopped = бот остановлен
kind_group_trouble = извещение о группе сотрудников
# Вид сообщения, которое запланировала другая версия программы.
kind_unknown = сообщение неизвестного вида

# ## Рассылка: один текст всем гостям
button_broadcast = 📣 Рассылка

ask_broadcast =
    <b>Рассылка гостям</b>

    Напишите сообщение так, как его увидят гости: жирный шрифт, курсив и ссылки сохранятся. Не длиннее { $limit } знаков, а под фотографией — { $caption_limit }.

broadcast_is_too_long =
    Получилось { $length ->
        [one] { $length } знак
        [few] { $length } знака
       *[other] { $length } знаков
    }, а уместится { $limit }. Сократите, пожалуйста, и отправьте ещё раз.

broadcast_wants_words = Для рассылки нужны слова: текст или фотография с подписью. Стикеры и команды не подойдут.

ask_audience =
    <b>Кому отправить?</b>

    Новости получат все, кто не заблокировал бота и не отказался от новостей. Предложения — только те, кто на них согласился. Под сообщением будет кнопка отказа.

nobody_listens =
    <b>Отправлять пока некому</b>

    У бота ещё нет гостей, которые могли бы это получить.

button_audience_everybody = 📰 Новость для всех · { $number }
button_audience_offers = 🎁 Предложение · { $number }

check_broadcast =
    <b>Отправляем?</b>

    { $audience }
    { $minutes ->
        [0] Это займёт меньше минуты.
        [one] Это займёт около { $minutes } минуты.
       *[other] Это займёт около { $minutes } минут.
    }

broadcast_is_silent = Сейчас тихие часы: сообщение придёт без звука.

broadcast_preview =
    { "" }
    Гости увидят вот что:

    { $text }

# Над ним фотография: { $caption } — подпись, которую написал администратор.
broadcast_photo_preview =
    { "" }
    Под фотографией гости увидят вот что:

    { $caption }

audience_everybody =
    { $number ->
        [one] Новость получит { $number } гость.
        [few] Новость получат { $number } гостя.
       *[other] Новость получат { $number } гостей.
    }

audience_offers =
    { $number ->
        [one] Предложение с кнопкой отказа получит { $number } гость.
        [few] Предложение с кнопкой отказа получат { $number } гостя.
       *[other] Предложение с кнопкой отказа получат { $number } гостей.
    }

button_send_broadcast = 📣 Отправить
button_write_anew = ✏️ Написать заново
broadcast_begins = Отправляем
broadcast_dropped = Рассылка не отправлена.

# Отчёт о рассылке: одно сообщение, которое меняется по мере отправки. { $bar } — полоса из знаков.
broadcast_report =
    { $title }

    { $bar } { $percent } %
    Получили: { $sent } из { $total }

broadcast_running = 📣 <b>Рассылка идёт</b>
broadcast_paused = 📣 <b>Рассылка на паузе</b>
broadcast_done = 📣 <b>Рассылка завершена</b>
broadcast_stopped = 📣 <b>Рассылка остановлена</b>
broadcast_failed = Не дошло: { $number } — { $why }
broadcast_left_out = Больше не отправляем: { $number }
broadcast_remaining =
    { $minutes ->
        [0] Осталось меньше минуты.
        [one] Осталось около { $minutes } минуты.
       *[other] Осталось около { $minutes } минут.
    }
button_pause_broadcast = ⏸ Пауза
button_resume_broadcast = ▶️ Продолжить
button_stop_broadcast = ⏹ Остановить
broadcast_pauses = Ставим на паузу
broadcast_goes_on = Продолжаем
broadcast_stops = Останавливаем

# ## Выгрузка: записи за период файлом
button_export = 📄 Выгрузка

ask_export_period =
    <b>Выгрузка: { -bookings } файлом</b>

    За какие дни? Получится файл для таблиц, в нём всё, что видит стойка.

ask_first_day_of_export = <b>Выгрузка: с какого дня?</b>

ask_last_day_of_export = <b>Выгрузка: по какой день?</b>

ask_export_format =
    <b>{ $begin_day } – { $end_day }</b>

    { $number ->
        [one] { $number } { -booking }.
        [few] { $number } { -bookings }.
       *[many] { $number } { -of-bookings }.
    } Какой нужен файл? В нём имена и телефоны гостей: берегите его.

export_is_empty =
    <b>{ $begin_day } – { $end_day }</b>

    За эти дни выгружать нечего.

export_is_too_large =
    <b>{ $begin_day } – { $end_day }</b>

    Это { $number ->
        [one] { $number } { -booking }
        [few] { $number } { -bookings }
       *[many] { $number } { -of-bookings }
    }, а в файл помещается не больше { $limit }. Выберите, пожалуйста, меньше дней.

button_export_xlsx = 📊 Excel (XLSX)
button_export_csv = 📃 CSV
export_begins = Готовим файл
export_stops = Отменяем

# Подпись файла.
export =
    📄 <b>{ -Bookings }, { $begin_day } – { $end_day }</b>
    { $number ->
        [one] { $number } { -booking }
        [few] { $number } { -bookings }
       *[many] { $number } { -of-bookings }
    }

# Под ней, когда первая попытка прервалась.
export_may_repeat = Первая попытка прервалась: такой файл может прийти дважды.

# Отчёт: одно сообщение, которое меняется, пока файла нет. { $title } — одна из четырёх строк ниже.
export_report =
    { $title }
    { $begin_day } – { $end_day }

export_running = 📄 <b>Готовим файл</b>
export_done = 📄 <b>Файл готов</b>
export_canceled = 📄 <b>Выгрузка отменена</b>
export_not_done = 📄 <b>Файл не отправлен</b>
export_progress =
    { "" }
    { $bar } { $percent } %
    Готово: { $sent } из { $total }

export_failure = Причина: { $why }. Выгрузку можно начать снова в панели.
button_cancel_export = ✖️ Отменить

# В файле: названия столбцов и слова в ячейках, без разметки.
file_column_number = Номер
file_column_status = Состояние
file_column_day = День
file_column_time = Время
file_column_resource = Где или у кого
file_column_service = Услуга
file_column_party = Гостей
file_column_guest = Имя
file_column_for_whom = Для кого
file_column_phone = Телефон
file_column_source = Откуда
file_column_note = Заметка
file_column_made_at = Создана
file_column_canceled_by = Кто отменил
file_column_stars = Оценка
file_column_comment = Отзыв
file_status_held = держим для гостя
file_status_booked = предстоит
file_status_seated = визит идёт
file_status_completed = состоялась
file_status_canceled = отменена
file_status_no_show = гость не пришёл
file_source_chat = в чате
file_source_app = в приложении
file_source_phone = по телефону
file_source_walk_in = на месте
file_by_guest = гость
file_by_admin = администратор
file_by_staff = сотрудник
file_by_system = автоматически

# ## Уведомления (notifications)
# Их составляет app/bot/messages/, доставляет worker. Известны: { $venue }, { $address }, { $guest }, { $guest_link },
# { $first_name }, { $resource }, { $service }, { $party }, { $day }, { $slot }, { $zone }, { $soon }, { $until_day }, { $until_time }, { $details }.

party =
    { $size ->
        [one] { $size } гость
        [few] { $size } гостя
       *[many] { $size } гостей
    }

# Что записано: строки, общие для уведомлений. { $party } есть только там, где спрашивают число гостей.
details_party_size =
    🗓 { $day }, { $slot } { $zone }
    🪑 { $resource }, { $party }

details_specialty =
    🗓 { $day }, { $slot } { $zone }
    🩺 { $resource }

details_service =
    🗓 { $day }, { $slot } { $zone }
    🛎️ { $service } · { $resource }

# Последняя строка, если придёт не сам гость.
details_for_whom = 👥 Для: { $relative }

# Под этим и следующим текстом стоит changeable_until, пока гость может изменить запись.
confirmation =
    ✅ <b>Ждём вас!</b>

    { $details }
    📍 { $venue }, { $address }

# Ещё известны { $old_day }, { $old_slot }, { $old_resource }: где и когда было раньше.
moved =
    🔁 <b>{ -Booking } перенесена</b>

    { $details }
    📍 { $venue }, { $address }

    Было: { $old_day }, { $old_slot }, { $old_resource }.

# Новое — только число гостей. { $old_party }, { $old_slot } — сколько их было и до какого часа.
party_changed =
    👥 <b>{ -Booking } изменена</b>

    { $details }
    📍 { $venue }, { $address }

    Было: { $old_party }, { $old_slot }.

reminder =
    ⏰ <b>Ждём вас { $soon }</b>

    { $details }
    📍 { $venue }, { $address }

# Под вопросом после визита: звёзды, и что гость поставил.
button_stars = { $stars } ⭐️
stars_given = { $stars } Спасибо!
rated_well =
    { "" }
    { $stars } Спасибо! Если хочется, добавьте пару слов прямо здесь.

rated_low =
    { "" }
    { $stars } Простите, что так вышло. Напишите прямо здесь, что было не так: администратор прочтёт.

rated_with_words =
    { "" }
    { $stars } Спасибо! Ваши слова тоже у нас.

# Кнопки под напоминанием и ответы на них.
button_coming = 👍 Приду
button_late = 🕐 Опаздываю
button_late_by = на { $minutes } мин
ask_how_late = На сколько вы опоздаете?
answered_coming = Отлично, ждём вас!
answered_late = Хорошо, ждём вас на { $minutes ->
        [one] { $minutes } минуту
        [few] { $minutes } минуты
       *[many] { $minutes } минут
    } позже.
reminder_is_old = Это напоминание о прежнем времени. Теперь ждём вас: { $day }, { $slot }.

# Прежнее подтверждение, когда гость сам отменил: сообщение меняется на месте.
canceled =
    ✖️ <b>{ -Booking } отменена</b>

    { $details }

    Передумаете — приходите: /book

# Подтверждение, когда время визита прошло: сообщение меняется на месте. Под ним — оценка, если гость её поставил.
visit_over =
    🏁 <b>Время визита прошло</b>

    { $details }
    📍 { $venue }, { $address }

your_rating =
    { "" }
    Ваша оценка: { $stars }

canceled_by_venue =
    😔 <b>Нам пришлось отменить вашу { -booking }</b>

    { $details }

    Простите за неудобство. Выберите, пожалуйста, другое время: /book

# Под отменой; { $explanation } — слова администратора.
cancellation_reason =
    { "" }
    💬 { $explanation }

alert_booked =
    🆕 <b>Новая { -booking }</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

alert_moved =
    🔁 <b>{ -Booking } перенесена</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

    Было: { $old_day }, { $old_slot }, { $old_resource }.

alert_party_changed =
    👥 <b>Другое число гостей</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

    Было: { $old_party }, { $old_slot }.

# Гость ответил на напоминание. { $minutes } — на сколько он опоздает.
alert_late =
    🕐 <b>Гость опоздает на { $minutes ->
        [one] { $minutes } минуту
        [few] { $minutes } минуты
       *[many] { $minutes } минут
    }</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

# Сначала опаздывал, потом передумал: меняется то же извещение.
alert_in_time =
    👍 <b>Гость придёт вовремя</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

alert_canceled =
    ❌ <b>{ -Booking } отменена</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

# То же, когда отменили сразу несколько: так меняется прежнее извещение, новое приходит одно на всех.
alert_canceled_together = { alert_canceled }

alert_deleted =
    🗑 <b>Гость убрал { -booking } из своего списка</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

# { $reason } — почему { -bookings } не подходят; { $admin } — кто их отменяет.
alert_all_canceled =
    ❌ <b>{ $reason }</b>: { $admin } отменяет { $number ->
        [one] { $number } { -booking }
        [few] { $number } { -bookings }
       *[many] { $number } { -of-bookings }
    }. Гостям об этом сообщаем.

# { $message } — какое сообщение не дошло: «напоминание», «перенос».
alert_untold =
    📵 <b>Гость не получил сообщение</b> ({ $message }). Лучше позвонить.

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

# { $answer } — что гость написал в ответ на сообщение после визита.
alert_answered =
    💬 <b>Гость ответил</b>

    «{ $answer }»

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

# Одна или две звезды.
alert_rated =
    ⚠️ <b>Низкая оценка: { $stars }</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

# Потом гость поставил больше: меняется то же извещение.
alert_rated_anew =
    ⭐️ <b>Гость изменил оценку: { $stars }</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

alert_misfits =
    ⚠️ <b>{ $venue }</b>: { $number ->
        [one] { $number } { -booking } больше не подходит
        [few] { $number } { -bookings } больше не подходят
       *[many] { $number } { -of-bookings } больше не подходят
    } — изменились столики, врачи, услуги, часы, выходные или часовой пояс.

    Решите, пожалуйста, что с ними делать. До тех пор их гостям мы ничего не пишем.

service_started = 🟢 { $venue }: бот работает с { $time }.

service_stopped = 🔴 { $venue }: бот остановлен в { $time }.

# { $trouble } — один из двух текстов ниже, { $error } — что ответил Telegram.
group_trouble =
    ⚠️ <b>{ $venue }</b>: { $trouble }

    Ответ Telegram: «{ $error }»

trouble_group = извещения не доходят до группы сотрудников, поэтому приходят вам сюда. Добавьте бота в группу и разрешите ему писать или попросите того, кто его настраивал, указать другую группу.
trouble_topic = тема для извещений в группе сотрудников закрыта или удалена, поэтому они приходят в тему General. Откройте её снова или попросите того, кто настраивал бота, указать другую.

# Кому было сообщение — в списке недоставленных.
staff_group = группа сотрудников

# Несколько извещений одним сообщением, когда они приходят быстрее, чем чат их принимает. { $lines } — строки gathered_….
# { $number } — номер строки и кнопки под сообщением. Длинные имена здесь укорочены.
alerts_gathered =
    🔔 <b>{ $number ->
        [one] { $number } событие
        [few] { $number } события
       *[many] { $number } событий
    }</b>

    { $lines }

    Подробнее — по кнопке с номером.

gathered_alert_booked = { $number }. 🆕 { $line }
gathered_alert_moved = { $number }. 🔁 { $line }. Было: { $old_day }, { $old_time }, { $old_resource }
gathered_alert_party_changed = { $number }. 👥 { $line }. Было: { $old_party }
gathered_alert_canceled = { $number }. ❌ Отмена: { $line }
gathered_alert_deleted = { $number }. 🗑 Гость убрал из списка: { $line }
gathered_alert_untold = { $number }. 📵 Гость не получил сообщение: { $line }

# { $line } в строках gathered_…: одна { -booking }.
booking_line_party_size = { $day }, { $time } · { $resource } · <a href="{ $guest_link }">{ $guest }</a> · { $party }
booking_line_specialty = { $day }, { $time } · { $resource } · <a href="{ $guest_link }">{ $guest }</a>
booking_line_service = { $day }, { $time } · { $resource } · <a href="{ $guest_link }">{ $guest }</a>

# Лист ожидания: место держат для гостя до { $held_until }.
waitlist_offer =
    🎈 <b>Для вас есть место!</b>

    { $details }
    📍 { $venue }, { $address }

    Держим его до { $held_until }.

# Чем это сообщение становится потом.
offer_over_taken = ✅ Место ваше: { $day }, { $slot }.
offer_over_declined = 👌 Это место вам не нужно: { $day }, { $slot }.
offer_over_expired = ⌛ Время вышло, и место мы больше не держим: { $day }, { $slot }.
offer_over_passed_by = ⌛ Это место мы больше не держим: { $day }, { $slot }.
offer_over_closed = ⌛ В это время мы всё-таки закрыты: { $day }, { $slot }.
offer_over_undelivered = { offer_over_passed_by }
offer_over_wait_ended = 👌 Это место мы больше не держим: { $day }, { $slot }. Это пожелание из листа ожидания убрали.
# Под ним, пока гость ждёт другого места.
offer_may_follow = Если появится другое место, напишем.

# Что остаётся в прежнем сообщении, когда под ним приходит новое.
replaced_by_move = 🔁 { $old_day }, { $old_slot }: теперь иначе, подробности ниже.
replaced_by_party = 👥 { $day }, { $slot }, { $resource }: число гостей изменилось, новое — ниже.
replaced_by_answer = 🕐 { $day }, { $slot }, { $resource }: гость ответил на напоминание, ответ — ниже.
replaced_by_cancellation = ❌ { $day }, { $slot }, { $resource }: { -booking } отменена.
replaced_by_deletion = 🗑 { $day }, { $slot }, { $resource }: гость убрал { -booking } из своего списка.

button_open_booking = Открыть { -booking }
button_open_undecided = Решить, что делать
button_calendar = 📅 В календарь
button_map = 🗺 На карте
button_google = 📅 Google
button_friends = 👋 Позвать друзей
button_cancel_booking = Отменить { -booking }
button_no_offers = Не присылать предложений
# Под новостью.
button_no_news = Не присылать новостей

# ## Имена и описания бота в Телеграме
bot_description = { $venue }: { -booking } за минуту, напоминания, перенос и отмена в этом же чате. Нажмите «Начать».
bot_short_description = { -Booking } в «{ $venue }»
# Кнопка рядом с полем ввода: открывает приложение. Места там мало.
menu_button = Записаться
command_start = Главное меню
command_book = { -Book }
command_my = Мои { -bookings }
command_language = Язык
command_help = Помощь
command_cancel = Бросить начатое и вернуться в меню
command_admin = Панель администратора
