"""What people wrote stays text when somebody opens a table."""

import pytest

from jadro.base.spreadsheets import defused


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_would_be_a_formula_gets_an_apostrophe(first):
    assert defused(f"{first}HYPERLINK(1)") == f"'{first}HYPERLINK(1)"


@pytest.mark.parametrize("text", ["", "Лекција 1", "a=b", "5 + 5", "„=“", "<5"])
def test_other_text_stays_as_it_is(text):
    assert defused(text) == text
