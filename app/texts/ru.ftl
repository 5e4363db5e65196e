# Слова Брони на русском. У ключа то же имя и те же { $факты }, что в en.ftl: это проверяет тест.
# Это HTML Телеграма: < пишется &lt;, & — &amp;. Тексты кнопок и всплывающих ответов — без разметки.
# Заведение может заменить любой из них в своём texts.ru.ftl.

# ## Заведение

greeting =
    Здравствуйте, { $guest }! Это <b>{ $venue }</b>.

    Здесь можно записаться за минуту.

about =
    <b>{ $venue }</b>

    📍 { $address }

# ## Время
# Часовой пояс, если гость может быть в другом: { $city } — «Москва».
local_time = по местному времени ({ $city })

# ## Уведомления (notifications)
# Их пишет app/bot/letters.py, доставляет worker. Известны: { $venue }, { $address }, { $guest }, { $guest_link },
# { $resource }, { $party }, { $day }, { $slot }, { $zone }, { $remaining }, { $until_day }, { $until_time }, { $details }.

party =
    { $size ->
        [one] { $size } гость
        [few] { $size } гостя
       *[many] { $size } гостей
    }

# Что записано: строки, общие для уведомлений. { $party } есть только там, где спрашивают число гостей.
details_party =
    🗓 { $day }, { $slot }, { $zone }
    🪑 { $resource }, { $party }

details_specialty =
    🗓 { $day }, { $slot }, { $zone }
    👩‍⚕️ { $resource }

confirmation =
    ✅ <b>Ждём вас!</b>

    { $details }
    📍 { $venue }, { $address }

    Отменить можно до { $until_time } ({ $until_day }).

reminder =
    ⏰ <b>Ваш визит { $remaining }</b>

    { $details }
    📍 { $venue }, { $address }

canceled_by_venue =
    😔 <b>Запись отменена заведением</b>

    { $details }

    Простите за неудобство. Выберите, пожалуйста, другое время: /book

alert_booked =
    🆕 <b>Новая запись</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

alert_canceled =
    ❌ <b>Запись отменена</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

alert_deleted =
    🗑 <b>Гость убрал запись из своего списка</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

service_started = 🟢 { $venue }: бот работает с { $time }.

service_stopped = 🔴 { $venue }: бот остановлен в { $time }.

button_open_booking = Запись
button_calendar = 📅 В календарь
button_map = 🗺 На карте
button_cancel_booking = Отменить
button_no_offers = Не присылать предложений

# ## Как бот представляется Телеграму
bot_description = { $venue }: запись за минуту, напоминания и отмена одной кнопкой. Нажмите «Начать».
bot_short_description = Запись в «{ $venue }»
command_start = Главное меню
command_book = Записаться
command_my = Мои записи
command_language = Язык
command_help = Помощь
command_cancel = Прервать и вернуться в меню
command_admin = Панель администратора
