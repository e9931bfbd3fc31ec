import random

import pytest
from django.utils import translation

from jadro.base.alphabet import initial, sort_key

IN_ORDER = [
    ("mk", "Аеродром Берово Велес Гевгелија Гостивар Дебар Ѓорче Егеј Желино Зрновци Ѕвезда Илинден"),
    ("mk", "Јегуновце Кавадарци Карпош Липково Љубојно Маврово Неготино Његош Охрид Прилеп Тетово Ќафасан Уметност"),
    ("mk", "Феја Хаџи Центар Чаир Џепчиште Штип"),
    ("sq", "arsim bashki cak çair dalje detyrë dhjetor edukim ëndërr Ferizaj garë gazetë gjuhë gjyq hartë"),
    ("sq", "lagje luftë llogari mal ndikim nëntor njeri njoftim pemë rajon rrezik sot sy shkup shtator"),
    ("sq", "tabelë thirrje u vend xerox xhami y zë zgjedhje zhurmë"),
    ("en", "about aims course Lesson library mentor Résumé rewrite toolkit"),
]


@pytest.mark.parametrize(("language", "words"), IN_ORDER)
def test_words_stand_in_the_order_of_the_alphabet(language, words):
    expected = words.split()
    shuffled = random.Random(7).sample(expected, k=len(expected))  # noqa: S311  shuffling is no secret

    assert sorted(shuffled, key=lambda word: sort_key(word, language)) == expected


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("mk", "Дебар", "Ѓорче"),
        ("mk", "Кичево", "Ќојлија"),
        ("mk", "Чаир", "Џепчиште"),
        ("mk", "Центар Жупа", "Центарски"),
        ("mk", "Штип", "Zoom"),
        ("mk", "2 чекор", "а"),
        ("sq", "Gostivar", "Gjakovë"),
        ("sq", "Lipkovë", "Llapnasellë"),
        ("sq", "Xerox", "Xhami"),
        ("sq", "cep", "çelës"),
        ("sq", "ezofag", "ëmbël"),
        ("sq", "zyrë", "zhabë"),
        ("en", "resume", "résumé"),
    ],
)
def test_first_stands_before_second(language, first, second):
    assert sort_key(first, language) < sort_key(second, language)


def test_marks_decide_only_between_words_that_are_equal_otherwise():
    words = ["сѐ што", "се", "сега", "сѐ"]

    assert sorted(words, key=lambda word: sort_key(word, "mk")) == ["се", "сѐ", "сѐ што", "сега"]


def test_letter_and_its_decomposed_form_are_one():
    assert sort_key("Ѓорче", "mk")[:2] == sort_key("Г\u0301орче", "mk")[:2]


def test_order_is_that_of_the_active_language_when_none_is_named():
    with translation.override("sq"):
        assert sorted(["gjuhë", "gur"], key=sort_key) == ["gur", "gjuhë"]
    with translation.override("en"):
        assert sorted(["gjuhë", "gur"], key=sort_key) == ["gjuhë", "gur"]


@pytest.mark.parametrize(
    ("language", "word", "letter"),
    [
        ("sq", "gjuha", "Gj"),
        ("sq", "DHJETOR", "Dh"),
        ("sq", "xhami", "Xh"),
        ("sq", "çelës", "Ç"),
        ("sq", "ëndërr", "Ë"),
        ("sq", "nëntor", "N"),
        ("mk", "џез", "Џ"),
        ("mk", "„ѓавол“", "Ѓ"),
        ("en", "shape", "S"),
    ],
)
def test_initial_is_the_letter_a_list_files_a_word_under(language, word, letter):
    assert initial(word, language) == letter


def test_initial_of_what_has_no_letter_is_empty():
    assert initial("—", "mk") == ""


@pytest.mark.parametrize(
    ("small", "capital"), [("dhjetor", "DHJETOR"), ("njëri", "NJËRI"), ("çështje", "ÇËSHTJE"), ("џвакање", "ЏВАКАЊЕ")]
)
def test_whole_words_in_capitals_have_both_signs_of_a_digraph_in_capitals(small, capital):
    assert small.upper() == capital
    assert capital.lower() == small
