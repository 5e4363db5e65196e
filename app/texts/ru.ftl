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

# ## Заведение

greeting =
    Здравствуйте, { $first_name }! Это <b>{ $venue }</b>.

    { -Book } здесь — дело минуты.

# Вместо имени, в котором нечего увидеть: одни пробелы или невидимые знаки.
nameless_guest = Гость

about =
    <b>{ $venue }</b>

    📍 { $address }

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
button_open_app = 📱 Открыть приложение
button_my_bookings = 📋 Мои { -bookings }
button_about = ℹ️ О нас
button_language = 🌐 Язык
button_help = ❓ Помощь
button_admin_panel = 🗝 Панель администратора
button_menu = ☰ В меню
button_back = ‹ Назад

ask_language = На каком языке с вами говорить?

language_chosen = Теперь говорим по-русски

help =
    Всё делается кнопками, писать ничего не нужно.

    /book — { -book }
    /my — мои { -bookings }: посмотреть, перенести, отменить, повторить
    /language — сменить язык
    /cancel — бросить начатое
    /start — главное меню

    О каждой { -bookings } напомним заранее.

# Под помощью, если заведение присылает предложения: приходят ли они этому гостю.
offers_are_on =
    { "" }
    Иногда мы присылаем вам предложения и подарки.

offers_are_off =
    { "" }
    Предложений мы вам не присылаем.

button_offers = 🎁 Присылать предложения

# Ответ на неожиданное сообщение: текст, фото, стикер, неизвестную команду.
not_understood = Я понимаю только кнопки: нажмите одну из тех, что ниже. Подсказки — /help.

# Гость написал что-то после нашего вопроса о визите.
answer_passed_on = Спасибо, что написали! Передали администратору.

# Ответ на команду или упоминание в группе. { $link } — ссылка на личный чат с ботом.
only_in_private = { -Book } можно только в личном чате: <a href="{ $link }">напишите мне туда</a>.

button_is_old = Эта кнопка устарела. Вот меню — начните с него.

something_broke = Что-то сломалось, и мы уже знаем об этом. Попробуйте, пожалуйста, ещё раз из меню.

nothing_to_drop = Отменять нечего: вы ещё ничего не начали.

# ## Запись: шаг за шагом
# { $cards } — карточки того, что на странице; { $card } — карточка выбранного; { $party } — «2 гостя».
ask_party_size = Сколько вас будет?

ask_specialty =
    Какой врач вам нужен?

    { $cards }

specialty_card = { $icon } <b>{ $specialty }</b> · { $description }

button_specialty = { $icon } { $specialty }

ask_table =
    { $party }. Какой столик выбрать?

    { $cards }

ask_doctor =
    <b>{ $specialty }</b>. К кому записать?

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

check_booking =
    <b>Всё верно?</b>

    { $details }
    📍 { $venue }, { $address }

button_confirm = ✅ Подтвердить

button_drop_booking = ✖️ Не нужно

booking_dropped = { -Booking } не оформлена: вы остановились раньше.

booking_done =
    🎉 <b>Вы записаны!</b>
    { $resource } · { $day }, { $slot }

    Подробности пришлём следующим сообщением: в нём адрес, календарь и кнопки, чтобы перенести или отменить.

ask_about_offers =
    { "" }
    Присылать вам иногда наши предложения и подарки? Передумать можно в любой момент: /help.

button_offers_yes = Да, присылайте
button_offers_no = Нет, спасибо
offers_accepted = Спасибо! Будем писать нечасто и по делу.
offers_declined = Хорошо, предложений не будет.

# { $limit } за минуту — предел; { $time } — когда можно продолжить.
too_many_updates = Слишком быстро: за минуту мы успеваем ответить на { $limit } нажатий и сообщений. Продолжим в { $time }.

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
refused_slot_taken = Это время только что заняли. Выберите, пожалуйста, из тех, что ещё свободны.
refused_guest_is_busy = На это время у вас уже есть { -booking }: { $resource }, { $day }, { $slot }. Выберите другое или отмените её.
refused_too_many_bookings =
    { $limit ->
        [one] У вас уже есть { $limit } предстоящая { -booking } — больше нельзя. Отмените её или дождитесь визита.
        [few] У вас уже { $limit } предстоящие { -bookings } — больше нельзя. Отмените одну или дождитесь визита.
       *[many] У вас уже { $limit } предстоящих { -of-bookings } — больше нельзя. Отмените одну или дождитесь визита.
    }
# То же окном, в начале бронирования.
may_not_book = { $refusal }
# { $limit } записей гость отменил за сутки; { $again_day }, { $again_time } — когда снова можно.
refused_too_many_cancellations = Отмен за сутки: { $limit }. Больше пока нельзя — снова { -book } можно будет с { $again_time }, { $again_day }. Если нужно раньше, позвоните нам.
refused_too_many_moves = Одну { -booking } можно перенести не больше { $limit } раз. Если нужно ещё раз, позвоните нам, и мы всё сделаем.
refused_guest_barred = К сожалению, { -book } через бота у вас больше не получится. Позвоните нам, пожалуйста: телефон есть в разделе «О нас». Нынешние { -bookings } остаются в силе.
refused_too_late_to_change = Изменить { -booking } здесь уже нельзя: визит совсем скоро. Позвоните нам, пожалуйста.
refused_not_standing = Эта { -booking } уже прошла или отменена.
refused_changed_meanwhile = Пока вы решали, { -booking } изменилась. Вот какая она теперь.
refused_still_standing = Эта { -booking } ещё в силе. Сначала отмените её.
refused_idempotency_key_reused = Это подтверждение уже сработало для другой { -bookings }. Начните, пожалуйста, заново.

# ## Записи гостя
my_bookings =
    <b>Ваши { -bookings }</b>

    Нажмите на любую, чтобы посмотреть, перенести или отменить.

no_bookings =
    <b>Пока ничего нет</b>

    Выберем время?

button_booking = { $mark } { $day } · { $time } · { $resource }

mark_held = ⏳
mark_booked = 🟢
mark_completed = ☑️
mark_canceled = ✖️
mark_no_show = 🚫

status_held = ⏳ ждёт подтверждения
status_booked = 🟢 предстоит
status_completed = ☑️ состоялась
status_canceled = ✖️ отменена
status_no_show = 🚫 гость не пришёл

booking_card =
    <b>{ -Booking }</b> · { $status }

    { $details }
    📍 { $venue }, { $address }

changeable_until =
    { "" }
    Перенести или отменить можно до { $until_day }, { $until_time }.

too_late_to_change =
    { "" }
    Изменить { -booking } здесь уже нельзя. Если планы изменились, позвоните нам.

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

calendar_summary = { $venue }: { $resource }
calendar_caption = Откройте файл, и визит появится в вашем календаре.

# ## Панель администратора
admin_panel =
    <b>{ $venue }</b>

    Панель администратора

button_day = 📅 { -Bookings } по дням
button_figures = 📊 Цифры
button_users = 👥 Гости
button_failed_messages = ⚠️ Недоставленные сообщения
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

admin_figures =
    <b>{ -Bookings }</b>

    { $lines }

    Всего: { $total }

figure_line = { $status }: { $number }

# { $canceled } — сколько записей отменено: они в списке последние и в { $total } не входят.
admin_day =
    <b>{ $day }</b> · { $total ->
        [one] { $total } { -booking }
        [few] { $total } { -bookings }
       *[many] { $total } { -of-bookings }
    }{ $canceled ->
        [0] { "" }
       *[other] , отменено: { $canceled }
    }

    { $lines }

admin_day_is_empty =
    <b>{ $day }</b>

    Никого не ждём.

day_line_party_size = { $mark } { $time } · { $resource } · { $guest } · { $party }

day_line_specialty = { $mark } { $time } · { $resource } · { $guest }

day_line_service = { $mark } { $time } · { $resource } · { $guest }

button_day_line = { $mark } { $time } · { $guest }

# { $guest_link } — ссылка на чат с гостем.
admin_card =
    <b>{ -Booking }</b> · { $status }

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

    { $history }

history_line = { $day }, { $time } — { $what } ({ $who })

# { $line } — строка выше; остальное — где и когда запись была до переноса.
history_line_of_move =
    { $line }
    была: { $day }, { $time }, { $resource }

button_guest = 👤 Гость
button_barred_guest = 🚫 { $guest }

admin_guest =
    <b>Гость</b>

    👤 <a href="{ $guest_link }">{ $guest }</a>
    У нас с { $since }

guest_is_barred =
    { "" }
    🚫 Больше не может { -book }: так решил администратор { $bar_admin }, { $bar_day }, { $bar_time }.

guest_was_let_in =
    { "" }
    Снова может { -book }: так решил администратор { $bar_admin }, { $bar_day }, { $bar_time }.

button_bar_guest = 🚫 Запретить { -bookings }
button_let_guest_in = ✅ Разрешить { -bookings }

ask_to_bar =
    <b>Запретить этому гостю { -bookings }?</b>

    👤 <a href="{ $guest_link }">{ $guest }</a>

    Он не сможет ни { -book } через бота, ни перенести { -booking }, и не будет получать предложений и рассылок. Нынешние { -bookings } останутся в силе, и отменить их он сможет.

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
change_canceled = отменена
change_completed = завершена
change_deleted = убрана из списка гостя
change_kept = оставлена как есть
change_kept_local_time = сохранено обещанное время
change_kept_instant = время изменилось вместе с часовым поясом
change_tried_again = недоставленное сообщение отправлено ещё раз

by_guest = гость
by_admin = администратор
by_admin_named = администратор { $name }
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
guest_is_not_told =
    { "" }
    Время визита прошло, поэтому гостю мы ничего не напишем.

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
misfit_name_party_does_not_fit = Мало мест
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
misfit_party_does_not_fit = { $party }: столько здесь больше не поместится.
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

cannot_move_here = Здесь многое изменилось, и перенести эту { -booking } не получится. Отмените её и выберите другой вариант или позвоните нам.

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

failed_message_is_of_no_use =
    { "" }
    Отправлять его уже незачем: время прошло или { -booking } изменилась.

button_try_again = 🔁 Отправить ещё раз
will_be_sent_again = Отправляем ещё раз
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
kind_alert_booked = извещение о новой { -bookings }
kind_alert_moved = извещение о переносе
kind_alert_canceled = извещение об отмене
kind_alert_answered = ответ гостя
kind_alert_deleted = извещение об удалении
kind_alert_misfits = извещение: { -bookings } больше не подходят
kind_service_started = бот запущен
kind_service_stopped = бот остановлен
# Вид сообщения, которое запланировала другая версия программы.
kind_unknown = сообщение неизвестного вида

# ## Рассылка: один текст всем гостям
button_broadcast = 📣 Рассылка

ask_broadcast =
    <b>Рассылка гостям</b>

    Напишите сообщение так, как его увидят гости: жирный шрифт, курсив и ссылки сохранятся. Не длиннее { $limit } знаков.

broadcast_is_too_long =
    Получилось { $length ->
        [one] { $length } знак
        [few] { $length } знака
       *[other] { $length } знаков
    }, а уместится { $limit }. Сократите, пожалуйста, и отправьте ещё раз.

broadcast_wants_words = Для рассылки нужен текст: фотографии, стикеры и команды не подойдут.

ask_audience =
    <b>Кому отправить?</b>

    Новости получат все, кто не заблокировал бота. Предложения — только те, кто на них согласился; под таким сообщением будет кнопка отказа.

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
button_stop_broadcast = ⏹ Остановить
broadcast_stops = Останавливаем

# ## Уведомления (notifications)
# Их составляет app/bot/messages/, доставляет worker. Известны: { $venue }, { $address }, { $guest }, { $guest_link },
# { $first_name }, { $resource }, { $party }, { $day }, { $slot }, { $zone }, { $soon }, { $until_day }, { $until_time }, { $details }.

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
    👤 { $resource }

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

reminder =
    ⏰ <b>Ждём вас { $soon }</b>

    { $details }
    📍 { $venue }, { $address }

# Прежнее подтверждение, когда гость сам отменил: сообщение меняется на месте.
canceled =
    ✖️ <b>{ -Booking } отменена</b>

    { $details }

    Передумаете — приходите: /book

canceled_by_venue =
    😔 <b>Нам пришлось отменить вашу { -booking }</b>

    { $details }

    Простите за неудобство. Выберите, пожалуйста, другое время: /book

alert_booked =
    🆕 <b>Новая { -booking }</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

alert_moved =
    🔁 <b>{ -Booking } перенесена</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

    Было: { $old_day }, { $old_slot }, { $old_resource }.

alert_canceled =
    ❌ <b>{ -Booking } отменена</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

alert_deleted =
    🗑 <b>Гость убрал { -booking } из своего списка</b>

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

# { $answer } — что гость написал в ответ на сообщение после визита.
alert_answered =
    💬 <b>Гость ответил</b>

    «{ $answer }»

    { $details }
    👤 <a href="{ $guest_link }">{ $guest }</a>

alert_misfits =
    ⚠️ <b>{ $venue }</b>: { $number ->
        [one] { $number } { -booking } больше не подходит
        [few] { $number } { -bookings } больше не подходят
       *[many] { $number } { -of-bookings } больше не подходят
    } — изменились столики, врачи, часы, выходные или часовой пояс.

    Решите, пожалуйста, что с ними делать. До тех пор их гостям мы ничего не пишем.

service_started = 🟢 { $venue }: бот работает с { $time }.

service_stopped = 🔴 { $venue }: бот остановлен в { $time }.

# Что остаётся в прежнем сообщении, когда под ним приходит новое.
replaced_by_move = 🔁 { $old_day }, { $old_slot }: время изменилось, новое — ниже.
replaced_by_cancellation = ❌ { $day }, { $slot }, { $resource }: { -booking } отменена.
replaced_by_deletion = 🗑 { $day }, { $slot }, { $resource }: гость убрал { -booking } из своего списка.

button_open_booking = Открыть { -booking }
button_open_undecided = Решить, что делать
button_calendar = 📅 В календарь
button_map = 🗺 На карте
button_cancel_booking = Отменить { -booking }
button_no_offers = Не присылать предложений

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
