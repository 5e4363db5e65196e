# Слова заведений, где сначала выбирают услугу: вместо тех же текстов из ru.ftl.

any_resource = Любой мастер
button_choose_resource = 👤 Выбрать мастера
button_other_place = 🔄 Другой мастер
button_my_day = 🪞 Мой день
-example = в субботу после обеда
