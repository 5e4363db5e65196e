"""What a guest wants with a sentence: to book, move, cancel or see a booking, or nothing of these."""

import re
from enum import StrEnum


class Intent(StrEnum):
    """What a sentence asks for."""

    NOTHING = "none"
    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    LIST = "list"


def _any(patterns: str) -> re.Pattern[str]:
    """Compile patterns, one in each line, of which one is to be found at the beginning of a word."""
    return re.compile(r"\b(?:" + "|".join(line.strip() for line in patterns.strip().splitlines()) + ")")


NOT_CANCEL = _any(
    r"""
    не (?:надо )?(?:отмен|перенос|снима)
    (?:dont|do not|not) (?:cancel|move|reschedule)
    """
)
CANCEL = _any(
    r"""
    отмен(?!и?л[аи]?\b|ял)
    (?:снять|сними|снимите|убери|уберите|удали|удалите) (?:\w+ )?(?:брон|запис)
    не прид[уе]
    не (?:смо[гж]\w*|получится|сумею) (?:\w+ )?(?:прийти|быть|подойти|приехать)
    cancel\b
    (?:cant|cannot|wont|not able to) (?:make|come|be there)
    """
)
MOVE = _any(
    r"""
    перенес\w*
    перенос\w*
    передвин\w*
    сдвин\w*
    перезапиш\w*
    (?:по|из|с)мен(?:ять|ить|и|ите|яйте)\b(?: \w+){0,3} (?:врем|день|дату|запис|брон)
    reschedule
    postpone
    push (?:my|the|our|it)
    \bmove\b
    \bshift\b
    change(?: \w+){0,2} (?:time|date|booking|appointment|reservation|table)
    """
)
LIST = _any(
    r"""
    (?:что|че|чего|какие) у меня
    мои (?:\w+ )?(?:запис|брон|визит)
    (?:когда|куда|к кому|на какое время|на когда|(?:на|во) сколько) (?:\w+ ){0,3}(?:записан|запис|брон|визит|прием|стол)
    есть ли у меня
    у меня есть (?:запис|брон)
    my (?:bookings|appointments|reservations|visits)
    what do i have
    (?:when|what time) (?:is|s|are) my
    (?:do i have|have i got) (?:a|an|any) (?:\w+ )?(?:booking|reservation|appointment|table)
    (?:покажи|show)(?: \w+){0,2} (?:запис|брон|booking|appointment|reservation)
    """
)
ASKS_TO_BOOK = _any(
    r"""
    заброн\w*
    брон(?:ь|и|ю|ир\w*)\b
    запиш\w*
    записа(?!н)\w*
    запис[ьи]\b
    забук\w*
    стол\w{0,4}\b(?<!столько)
    reserv\w*
    appointment\w*
    \bbook\b
    booking
    \btable\b
    \btbl\b
    (?:к|нужен|надо|нужна|see an?|see the|any|need an?) (?:врач\w*|доктор\w*|doctor)
    (?:an?) doctor
    """
)
"""With such a word a sentence is a wish, whatever else it says, unless it is one of the following."""
PROFESSION = _any(
    r"""
    \w+(?:олог|иатр)(?:[аую]|ом)?\b
    \w*(?:ologist|iatrist|entist|therapist)\b
    \w+терапевт\w{0,2}\b
    """
)
"""Somebody whom one sees, whether the venue has one or not."""
IS_IT_FREE = _any(
    r"""
    свободн\w*
    есть (?:ли )?(?:мест|врем|окно|окошк|запис)
    free\b
    available
    is there an?\b
    do you have an?\b
    """
)
MAY_I = _any(
    r"""
    можно
    может
    получится
    can\b
    could
    may i
    есть\b
    свобод\w*
    free\b
    available
    (?:к|ко|у|with|see) \w
    """
)
"""In a question without such a word nobody asks for anything."""
PAST = _any(
    r"""
    вчера\b
    был[аои]?\b(?! бы)
    понрав\w*
    сидели
    больше не
    yesterday
    was\b
    were\b
    now fine
    fine now
    забыл[аи]?
    прош(?:ло|ла|ел|ли)\b
    круто
    wonderful
    lovely
    loved
    записан[аы]?\b
    """
)
LATE = _any(
    r"""
    опозда\w*
    опаздыва\w*
    задерж\w*
    (?:буд[уе]м?|приедем|приеду) (?:\w+ )?через
    уже ед[еу]
    подойд\w*
    ща буду
    running(?: \w+)* late
    be late
    be there in
    see you
    до завтра
    до встречи
    """
)
PRICE = _any(
    r"""
    сколько стоит
    сколько будет стоить
    цен[аыу]\b
    почем\b
    чек\b
    how much
    price\w*
    cost\b
    сколько (?:человек )?вмещ
    сколько у вас
    сколько (?:длится|занимает|идет|по времени)
    how long
    how many
    """
)
QUESTION = _any(
    r"""
    (?<!после )(?<!с )работа(?:ет\w*|ешь|ем)\b
    открыт[аыо]?\b
    закрыва\w*
    закрыт\w*
    до скольки
    во сколько вы
    адрес\w*
    где вы
    парков\w*
    меню\b
    собак\w*
    \bкот\b
    оплат\w*
    картой
    сертификат\w*
    документ\w*
    анализ\w*
    результат\w*
    натощак
    принима\w*
    лечите
    музык\w*
    веган\w*
    вегетариан\w*
    вай ?фай
    wi ?fi
    human\b
    оператор\w*
    администратор\w*
    are you open
    you (?:open|close|sell|serve|take|accept)
    parking
    where\b
    vegan
    gluten
    menu\b
    bring my
    \bdog\b
    is \w+ working
    ^(?:and |so |but )?(?:do|does|did|is|are|how|why|who|when|which|what|whats|has|have)\b
    music
    results\b
    to fast
    cards?\b
    без запис\w*
    взять с собой
    как дела
    как добрат\w*
    """
)
