"""The rules by which times are found, see `symbols.rule`. Names of groups say what `times.py` makes of them."""

from app.domain.sentences.symbols import TAKEN, rule

_HALF = r"(?:[вс] |in the |at )?(?P<half>UTRA|AM|DNYA|VECHERA|PM|NOCHI|MORNING|DAYTIME|EVENING)"
_CLOCK = r"(?P<clock>c\d{1,2}:\d\d)"
_DOTTED = r"(?P<dotted>#\d{1,2}[.-][0-5]\d)"
_ROUND = r"(?P<dotted>#\d{1,2}[.-](?:00|[3-5]\d))"
_MINUTE = r"(?P<minute>#[0-5]\d|n[1-5]\d|n0 n0)"
_SPOKEN = rf"(?P<hour>~)(?: {_MINUTE})?(?: HOUR)?(?: (?P<extra>~) MINUTES)?"
_PAST = (
    r"(?:HALF (?P<half_of>o\d{1,2})|QUARTER (?P<quarter_of>o\d{1,2})"
    r"|(?P<minutes_of>~) MINUTES (?P<minutes_hour>o\d{1,2})"
    r"|без (?P<less>~|QUARTER) (?:MINUTES )?(?P<less_hour>~|HOUR)"
    r"|HALF (?:past )?(?P<half_past>~)"
    r"|(?:a )?QUARTER past (?P<quarter_past>~)|(?:a )?QUARTER to (?P<quarter_to>~)"
    r"|(?P<m_past>~) (?:MINUTES )?past (?P<m_past_hour>~)"
    r"|(?P<m_to>~ (?=MINUTES)|n5 |n10 (?!to n1[12])|n2[05] )(?:MINUTES )?to (?P<m_to_hour>~))"
)
_PAIR = r"#(?P<pair>[01]?\d|2[0-3]) #(?P<pair_minute>[0-5]\d)"
_SAID_PAIR = r"n(?P<pair2>[1-9]|1\d|2[0-3]) n(?P<pair_minute2>15|[345]0|[345]5)"
_TIME = rf"(?:{_CLOCK}|{_DOTTED}|{_PAST}|{_SPOKEN}|(?P<one>HOUR))(?: {_HALF})?"
_ON = rf"(?:{_CLOCK}|{_DOTTED}|{_PAST}|(?P<one>HOUR(?= DNYA| NOCHI))|(?P<hour>n\d{{1,2}})(?: {_MINUTE})?(?: HOUR)?)"


def _second(pattern: str) -> str:
    """The same pattern with other names of its groups."""
    return pattern.replace("(?P<", f"(?P<{SECOND}")


SECOND = "z_"
"""Begins the names of the groups of a second time."""
SOON = rule(
    r"(?:THROUGH|in) (?:(?P<half_hour>HALFHOUR|HALF an? HOUR)|(?P<hours>~)? ?(?:an? )?HOUR"
    r"|(?P<minutes>[nm#]\d{1,3}) MINUTES)"
)
RANGE = rule(rf"(?:с|со|from|between) {_TIME} (?:до|BEFORE|по|to|and|и) {_second(_TIME)}")
MOVED = rule(rf"с {_TIME} на {_second(_TIME)}")
DASHED = rule(
    rf"(?:(?:с|в|на|at|between|HOUR(?: в)?|ABOUT) )#(?P<first>\d{{1,2}})-(?P<last>\d{{1,2}})(?: HOUR)?(?: {_HALF})?"
)
AFTER = rule(rf"(?:AFTER|с|from|since) {_TIME}")
BEFORE = rule(rf"BEFORE {_TIME}")
ABOUT = rule(rf"(?:(?:в )?ABOUT|HOUR в|HOUR ABOUT|HOUR к) {_TIME}")
EXACT = (
    rule(rf"{_PAST}(?: {_HALF})?"),
    rule(rf"(?:в|во|к|ко|at|by|to|в HOUR) {_TIME}"),
    rule(
        rf"(?P<hour>~)(?: {_MINUTE})?(?: HOUR)? (?:(?:в |in the )?(?P<half>UTRA|AM|DNYA|VECHERA|PM|NOCHI)"
        r"|(?:in the|at) (?P<half2>MORNING|DAYTIME|EVENING))"
    ),
    rule(rf"на {_ON}(?: {_HALF})?(?! PEOPLE)"),
    rule(rf"(?:{_CLOCK}|{_PAST}|(?P<hour>~) HOUR|{_PAIR}|{_SAID_PAIR}|{_ROUND})(?: {_HALF})?"),
    rule(rf"{TAKEN} OR (?:в )?{_TIME}"),
)
"""The surer ones first."""
SECOND_HALF_OF_DAY = rule(r"(?:в |во )?(?:q2|второй) HALF DNYA|(?:in the )?q2 HALF of the DAYS")
FIRST_HALF_OF_DAY = rule(r"(?:в )?первой HALF DNYA")
AFTER_LUNCH, BEFORE_LUNCH, AFTER_WORK = rule("AFTER LUNCH"), rule("BEFORE LUNCH"), rule("AFTER WORK")
PART_OF_DAY = rule(r"(?:с UTRA|(?P<part>MORNING|LUNCH|DAYTIME|EVENING|NIGHT))")
BIRTHDAY = rule(r"DAYS рожд\S*")
SURE_HOUR = rule(r"#(?P<hour>1[3-9]|2[0-3])")
ANY_HOUR = rule(r"#(?P<hour>\d|1\d|2[0-3])")
