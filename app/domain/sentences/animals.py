"""Animals and prams that come along with a party: they are no guests, and no question about the rules of the house."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

ANIMALS = frozenset(
    "собака собаки собаке собаку собакой собакою собак собаками собачка собачки собачку собачкой собачек собачками "
    "щенок щенка щенком щенки щенками щеночек щеночком puppy puppies "
    "коляска коляски коляску коляской колясками stroller pushchair".split()
)
"""Words that are also found misspelt."""
_SHORT = frozenset(
    "пес пса псом псы псами песик песика песиком кот кота котом коты котами котик котика котиком котенок котенка "
    "котенком кошка кошки кошку кошкой кошечка кошечкой питомец питомца питомцем питомцы питомцами "
    "dog dogs doggo doggy doggie pup pooch cat cats kitten kittens pet pets pram buggy".split()
)
"""Words that are near to others: "потом" is no cat."""
_ANIMAL = rf"(?:{'|'.join(sorted(ANIMALS | _SHORT, key=len, reverse=True))})"
_AND = r"(?:и|с|со|без|еще|плюс|and|with|without|plus|also|like)"
_WHOSE = r"(?:a|an|the|my|our|one|мой|моя|моей|наш|наша|нашей|один|одна|одной|одним)"
_SIZE = r"(?:маленьк\w+|небольш\w+|больш\w+|small|little|tiny|big|large)"
_SEVERAL = r"(?:две|два|двумя|три|тремя|two|three|[23])"
_COMPANY = rf"(?:{_AND} )*(?:(?:{_WHOSE}|{_SEVERAL}(?= (?:{_SIZE} )?\w+(?:[аиs]|ами)\b)) )?(?:{_SIZE} )?{_ANIMAL}"
_CARRIED = r"(?: (?:в переноске|на поводке|на руках|in a (?:carrier|bag)|on a leash|friendly|маленьк\w+|небольш\w+))?"
_COMES_ALONG = re.compile(rf"\b{_COMPANY}{_CARRIED}\b")
_ALONE = re.compile(rf"\b(?:я|меня|me|i) (?={_AND} (?:{_WHOSE} )?(?:{_SIZE} )?{_ANIMAL}\b(?! {_AND}\b))")
_TOGETHER = re.compile(
    rf"\b(?:(?:мы|we) (?={_AND} (?:\w+ )?{_ANIMAL}\b)"
    rf"|(?:вдвоем|втроем|вчетвером|впятером|вшестером) (?=(?:с|со) (?:\w+ )?{_ANIMAL}\b))"
)
_PERMISSION = re.compile(r"\?|\b(?:можно|разреш\w*|пуска\w*|пуст\w*|can|could|may|allow\w*|ok|okay)\b")


@dataclass(frozen=True, slots=True)
class Without:
    """A sentence without the animals and prams that come along."""

    words: list[str]
    is_permission_asked: bool
    """Whether it may be a question if they may come."""
    says_who_comes: bool
    """Whether a guest comes with them, alone or not: "вдвоём с собакой" may be one guest or two."""


def leave_out_animals(words: Sequence[str]) -> Without | None:
    """Return the sentence without the animals; None where it names none."""
    text = " ".join(words)
    if not _COMES_ALONG.search(text):
        return None
    alone, together = _ALONE.search(text), _TOGETHER.search(text)
    text = _TOGETHER.sub("", _ALONE.sub("just me ", text))
    left = _COMES_ALONG.sub("", text).split()
    return Without(left, bool(_PERMISSION.search(text)), bool(alone or together))
