"""What is found in the ready venues by people's words."""

import pytest

from app.domain.sentences.catalogue_search import CatalogueSearch, Hits
from app.domain.sentences.intents import Intent
from app.domain.sentences.read import NOTHING
from app.domain.venues import Asks
from tests.domain.sentences.phrases import NOW, READERS
from tests.ready_venues import VENUES

CLINIC, BARBERS = CatalogueSearch(VENUES["zdorovie_plus"]), CatalogueSearch(VENUES["strizh"])


@pytest.mark.parametrize(
    ("query", "specialty"),
    [
        ("терап", "therapy"),
        ("КАРДИО", "cardiology"),
        ("ребёнок", "pediatrics"),
        ("ребенок", "pediatrics"),
        ("ent", "otolaryngology"),
        ("лор", "otolaryngology"),
        ("окулист", "ophthalmology"),
        ("терапевт", "therapy"),
        ("GP", "therapy"),
        # Forms of words.
        ("спиной", "neurology"),
        ("беременная", "gynecology"),
        ("headaches", "neurology"),
        # Complaints.
        ("болит ухо", "otolaryngology"),
        ("давит сердце", "cardiology"),
        ("my eye hurts", "ophthalmology"),
        # Misspelt.
        ("терапефт", "therapy"),
        ("гастроэнтиролог", "gastroenterology"),
        ("dermatoligist", "dermatology"),
    ],
)
def test_a_specialty_is_found_by_peoples_words(query: str, specialty: str) -> None:
    assert CLINIC(query) == Hits(specialties=(specialty,))


@pytest.mark.parametrize("query", ["ларион", "Ларионову", "к Ларионову", "ларионав"])
def test_a_person_is_found_by_name(query: str) -> None:
    assert CLINIC(query).resources == ("larionov",)


@pytest.mark.parametrize("query", ["qwerty", "стол", "?", "", " ", "🙂", "x" * 64])
def test_nothing_is_found_where_nothing_is_meant(query: str) -> None:
    assert CLINIC(query) == Hits()


def test_services_are_found_and_hits_stand_in_the_catalogues_order() -> None:
    assert BARBERS("бритва").services == ("razor_shave",)
    hits = BARBERS("стрижка")
    assert len(hits.services) > 1
    assert list(hits.services) == [each for each in VENUES["strizh"].services if each in hits.services]


def test_after_the_question_for_a_specialty_the_beginning_of_a_word_is_the_answer() -> None:
    said = READERS["c"]("кардио", NOW, Asks.SPECIALTY)

    assert said.intent is Intent.BOOK
    assert said.specialties == {"cardiology"}
    assert READERS["c"]("кардио", NOW) == NOTHING
    assert READERS["c"]("спасибо", NOW, Asks.SPECIALTY) == NOTHING


@pytest.mark.parametrize(("text", "size"), [("4", 4), ("четыре", 4), ("two please", 2), ("нас будет 3", 3)])
def test_after_the_question_how_many_come_a_number_alone_is_the_answer(text: str, size: int) -> None:
    assert READERS["r"](text, NOW, Asks.PARTY_SIZE).party.size == size


@pytest.mark.parametrize("text", ["0", "завтра", "2-3", "4 5"])
def test_what_is_no_number_alone_is_read_as_ever(text: str) -> None:
    assert READERS["r"](text, NOW, Asks.PARTY_SIZE) == READERS["r"](text, NOW)
