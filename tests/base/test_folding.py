"""Words are found however they are typed."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadro.base import folding

LINES = Path(__file__).with_name("folding_cases.tsv").read_text(encoding="utf-8").splitlines()
CASES = list(csv.DictReader(LINES, delimiter="\t"))


@pytest.mark.parametrize("case", CASES, ids=[f"{case['query']}-{case['text']}" for case in CASES])
def test_what_is_typed_finds_the_word_that_was_meant_and_no_other(case):
    assert folding.finds(case["query"], case["text"]) is (case["should_match"] == "yes"), case["reason"]


@given(st.text(max_size=30))
def test_a_key_is_its_own_key(text):
    for word in folding.words_of(text):
        assert folding.key_of(folding.key_of(word)) == folding.key_of(word)


@given(st.text(max_size=30))
def test_every_text_with_a_word_is_found_by_itself(text):
    assert folding.is_same(text, text) is bool(folding.words_of(text))


def test_an_answer_is_the_same_only_word_for_word():
    assert folding.is_same("drvo na problemi", "Дрво на проблеми")
    assert not folding.is_same("drvo", "дрво на проблеми")
    assert not folding.is_same("na drvo problemi", "дрво на проблеми")
