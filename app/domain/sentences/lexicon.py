"""The words of days, times and numbers in both languages, each with its symbol. Rules match symbols, not words.

Symbols: `n7` a cardinal number, `m3` a genitive that also counts people ("на трёх"), `g2` people ("двоих"), `o28` the
day of a month ("28-го"), `q5` an ordinal that may be one ("пятое", "fifth"), `WD4` a weekday from 0 for Monday, `MON12`
"""

from collections.abc import Iterator

from app.domain.sentences.animals import ANIMALS


def _cardinals() -> Iterator[tuple[str, str]]:
    russian = {
        0: "ноль нуль",
        1: "один одна",
        2: "два две двум",
        3: "три трем",
        4: "четыре четырем",
        5: "пять пяти",
        6: "шесть шести",
        7: "семь семи",
        8: "восемь восьми",
        9: "девять девяти",
        10: "десять десяти",
        11: "одиннадцать одиннадцати",
        12: "двенадцать двенадцати",
        13: "тринадцать тринадцати",
        14: "четырнадцать четырнадцати",
        15: "пятнадцать пятнадцати",
        16: "шестнадцать шестнадцати",
        17: "семнадцать семнадцати",
        18: "восемнадцать восемнадцати",
        19: "девятнадцать девятнадцати",
        20: "двадцать двадцати",
        30: "тридцать тридцати",
        40: "сорок сорока",
        50: "пятьдесят пятидесяти",
    }
    for number, forms in russian.items():
        yield from ((form, f"n{number}") for form in forms.split())
    english = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    for number, word in enumerate([*english.split(), "seventeen", "eighteen", "nineteen", "twenty"]):
        yield word, f"n{number}"
    yield from (("thirty", "n30"), ("forty", "n40"), ("fifty", "n50"))
    yield from (("двух", "m2"), ("двумя", "m2"), ("трех", "m3"), ("тремя", "m3"), ("четырех", "m4"))


def _people() -> Iterator[tuple[str, str]]:
    counted = {
        1: "одного одной одному одиночку",
        2: "двое двоих двоим двоем вдвоем",
        3: "трое троих троим втроем",
        4: "четверо четверых четверым вчетвером",
        5: "пятеро пятерых пятерым впятером",
        6: "шестеро шестерых шестерым вшестером",
        7: "семеро семерых семерым всемером",
        8: "восьмеро восьмерых ввосьмером",
        9: "девятеро девятерых",
        10: "десятеро десятерых",
    }
    for number, forms in counted.items():
        yield from ((form, f"g{number}") for form in forms.split())


def _ordinals() -> Iterator[tuple[str, str]]:
    stems = (
        "перв втор треть четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат "
        "шестнадцат семнадцат восемнадцат девятнадцат двадцат"
    )
    numbered = [*enumerate(stems.split(), 1), (30, "тридцат")]
    for number, stem in numbered:
        yield f"{stem}{'его' if number == 3 else 'ого'}", f"o{number}"
        yield f"{stem}{'е' if number == 3 else 'ое'}", f"q{number}"
    english = (
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
        "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
    )
    yield from ((word, f"q{number}") for number, word in enumerate(english.split(), 1))
    yield "thirtieth", "q30"


_WEEKDAYS = (
    "понедельник понедельника понедельнику пн monday mon",
    "вторник вторника вторнику вт tuesday tue tues",
    "среда среду среды ср wednesday wed weds",
    "четверг четверга четвергу чт чтв thursday thu thur thurs",
    "пятница пятницу пятницы пятнице пт friday fri",
    "суббота субботу субботы субботе сб saturday sat",
    "воскресенье воскресенья воскресенью вс sunday sun",
)
_MONTHS = (
    "января январь янв january jan",
    "февраля февраль фев february feb",
    "марта март march",
    "апреля апрель апр april apr",
    "мая май",
    "июня июнь june jun",
    "июля июль july jul",
    "августа август авг august aug",
    "сентября сентябрь сен сент september sep sept",
    "октября октябрь окт october oct",
    "ноября ноябрь ноя november nov",
    "декабря декабрь дек december dec",
)
_SYMBOLS = {
    "D0": "сегодня седня седни today сейчас щас now",
    "D1": "завтра tomorrow tmrw tomoro tmr",
    "D2": "послезавтра",
    "D1ADJ": "завтрашний завтрашнюю завтрашняя завтрашней завтрашнего завтрашнее tomorrows",
    "D0ADJ": "сегодняшний сегодняшнюю сегодняшняя сегодняшней сегодняшнего todays",
    "TONIGHT": "tonight",
    "WEEKEND": "выходные выходных выходной weekend",
    "WEEK": "неделя неделю недели неделе недель week weeks",
    "DAYS": "день дней days day сутки",
    "DNYA": "дня",
    "NEXT": "следующий следующую следующая следующее следующей следующего следующем след next",
    "THIS": "эту этот этой это эти этих this ближайший ближайшую ближайшее ближайшей ближайшие coming",
    "UTRA": "утра",
    "VECHERA": "вечера",
    "NOCHI": "ночи",
    "AM": "am",
    "PM": "pm",
    "MORNING": "утро утром утру утречком утречка утречко morning завтрак завтрака позавтракать завтраки breakfast",
    "DAYTIME": "днем afternoon",
    "EVENING": "вечер вечером вечерком вечерок вечеру evening night ужин ужина ужину поужинать dinner supper",
    "NIGHT": "ночью ночь",
    "LUNCH": "обед обеда обедом пообедать lunch lunchtime бизнесланч ланч",
    "WORK": "работы work",
    "c12:00": "полдень полудня полудню noon midday",
    "HALF": "половина половине половину пол half",
    "QUARTER": "четверть четверти quarter",
    "HALFHOUR": "полчаса полчасика",
    "HOUR": "час часа часов часу часам часик часиков hour hours oclock",
    "MINUTES": "минут минуты минуту мин minutes minute min mins",
    "THROUGH": "через",
    "AFTER": "после позже after",
    "BEFORE": "до before until till",
    "ABOUT": "около примерно гдето приблизительно районе around about approximately roughly",
    "MON": "число числа",
    "TABLE": "стол стола столу столик столика столики столике столиков столы table tables tbl",
    "PEOPLE": "человек человека человечка чел люди людей персон персоны персона перс гостей гостя гости "
    "people persons person ppl guests pax",
    "ADULTS": "взрослых взрослые взрослый взрослого adults adult",
    "KID": "ребенок ребенка ребенком ребенку ребеночком дети детей детьми child children kid kids baby",
    "SPOUSE": "жена женой жену муж мужем мужа подруга подругой девушкой парнем другом мамой папой дочкой сыном дочерью "
    "wife husband girlfriend boyfriend friend partner mother mom",
    "BOOKED": "запись записи бронь брони прием приема визит визита booking bookings reservation "
    "reservations appointment appointments",
    "OR": "или либо or",
    "NOT": "не кроме not except",
    "BETTER": "лучше точнее вернее ой actually rather oops",
}


def lexicon() -> dict[str, str]:
    """Return the symbol of each word, in small letters, with `е` for `ё`."""
    known = dict([*_cardinals(), *_people(), *_ordinals(), *((word, "ANIMAL") for word in sorted(ANIMALS))])
    for number, forms in enumerate(_WEEKDAYS):
        known.update(dict.fromkeys(forms.split(), f"WD{number}"))
    for number, forms in enumerate(_MONTHS, 1):
        known.update(dict.fromkeys(forms.split(), f"MON{number}"))
    for symbol, forms in _SYMBOLS.items():
        known.update(dict.fromkeys(forms.split(), symbol))
    return known


PLAIN_WORDS = frozenset(
    "на в во к ко у с со и а я мы нас нам мне бы по для от за до о об то же ли если что как чтобы там тут"
    " вот ну это самое его так вас вам ваш есть будет будем можно нужно нужен надо нужна хочу хотим хотел"
    " хотела хотели хотелось прийти придем нибудь какое какие любое любой любая пожалуйста плиз пж пжл "
    "спасибо заранее большое здравствуйте здрасте добрый привет алло меня мой моя только наверное место "
    "места свободно свободное свободные время посидеть около компания компанию the a an at on in by for "
    "of to us we i i'd id is are be am please pls thanks can could would like want need get come there "
    "any free available hi hello um uh me my and with from".split()
)
"""Words that say nothing of a time or a place. A sentence of these and of days and times is a wish."""
OTHER_WORDS = frozenset(
    "принести принеси принесите принесут отметить отметим отмечать отмечаем отметили перевести перевезти "
    "записка записки вчера вечера был была было были чего чему цена цены часто скоро столько группа меню "
    "пятна месте среди посла стоит больше больной сорт стул стула школа where there their three these "
    "those where when lunch heart party night might light right about other again later hours house could"
    " would".split()
)
"""Words that are near to known ones and are not misspelt."""
