from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation

from jadro.base.templatetags import drawing


def parsed(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)  # noqa: S314  our own drawing


def classes(markup: str, tag: str) -> list[str]:
    return [element.get("class", "") for element in parsed(markup).iter(tag)]


@pytest.mark.parametrize(
    "markup",
    [
        drawing.mark(),
        drawing.hero(),
        drawing.icon("globe"),
        drawing.ring("dwnh.", "1 of 5"),
        drawing.art("a course", 4, "bloom-soft"),
        drawing.prog("dw."),
    ],
)
def test_drawings_are_well_formed_and_carry_no_style(markup):
    assert all("style" not in element.attrib for element in parsed(markup).iter())


def test_mark_has_eight_segments_and_one_of_them_arrives():
    assert classes(drawing.mark(), "path") == ["seg", "seg out", *["seg"] * 6]


def test_ring_has_one_segment_for_each_activity_and_says_its_label():
    ring = drawing.ring(["d", "w", "."], '1 of 3 <done> & "one" waits')

    assert classes(ring, "path") == ["s d", "s w", "s todo"]
    assert parsed(ring).get("aria-label") == '1 of 3 <done> & "one" waits'
    assert parsed(ring).get("role") == "img"


@pytest.mark.parametrize(
    ("states", "full", "core"),
    [("ddd", None, "c d"), ("dd.", None, "c"), ("", None, "c"), ("ddn", True, "c d"), ("ddd", False, "c")],
)
def test_core_of_a_ring_is_filled_when_the_course_is_completed(states, full, core):
    assert classes(drawing.ring(states, "", "m", full), "circle") == [core]


def test_what_is_new_lies_outside_the_ring_of_a_completed_course():
    rings = [parsed(drawing.ring("ddn", "", "m", full)).findall("path") for full in (False, True)]
    inside, outside = (paths[2].get("d", "") for paths in rings)

    assert "A40.0" in inside
    assert "A50.0" in outside


def test_a_ring_without_activities_is_one_empty_segment():
    assert classes(drawing.ring("", "Nothing yet"), "path") == ["s todo"]


@pytest.mark.parametrize(("states", "size"), [("dx", "m"), ("d", "huge")])
def test_a_ring_refuses_unknown_states_and_sizes(states, size):
    with pytest.raises(ValueError, match="A ring has states"):
        drawing.ring(states, "", size)


def test_prog_is_decoration_unless_it_has_a_label():
    assert parsed(drawing.prog("d.")).get("aria-hidden") == "true"
    assert parsed(drawing.prog("d.", "1 of 2")).get("aria-label") == "1 of 2"
    assert classes(drawing.prog("d."), "i") == ["d", "todo"]


def test_art_depends_on_its_seed_alone():
    first = drawing.art("seed", 4)
    drawing._art.cache_clear()

    assert drawing.art("seed", 4) == first
    assert drawing.art("another seed", 4) != first


@pytest.mark.parametrize("modules", [0, 1, 3, 12, 40])
def test_art_stays_small_for_any_number_of_modules(modules):
    assert len(drawing.art("seed", modules)) < 4_000


def test_art_refuses_an_unknown_ground():
    with pytest.raises(ValueError, match="is not a ground"):
        drawing.art("seed", 4, "purple")


def test_labels_of_dots_are_in_the_language_of_the_page():
    with translation.override("en"):
        assert parsed(drawing.dot("done")).get("aria-label") == "done"


def test_every_state_has_a_dot_and_a_label():
    assert drawing.DOTS.keys() == drawing.DOT_LABELS.keys()


@pytest.mark.parametrize(
    ("language", "cyrillic"), [("mk", True), ("sr", True), ("sq", False), ("en", False), ("tr", False), ("xx", False)]
)
def test_script_of_a_language_is_told_from_its_own_name(language, cyrillic):
    assert drawing.is_cyrillic(language) is cyrillic


def test_page_in_macedonian_asks_for_cyrillic_letters_first(monkeypatch):
    monkeypatch.setattr(drawing.finders, "find", lambda path: path)
    drawing._font_files.cache_clear()

    with translation.override("mk"):
        assert drawing.font_files() == ["fonts/bitter-cyrillic.woff2", "fonts/bitter-latin.woff2"]
    with translation.override("sq"):
        assert drawing.font_files() == ["fonts/bitter-latin.woff2"]
    drawing._font_files.cache_clear()


def test_page_asks_for_no_font_that_could_not_be_cut(monkeypatch):
    monkeypatch.setattr(drawing.finders, "find", lambda path: None)
    drawing._font_files.cache_clear()

    with translation.override("mk"):
        assert drawing.font_files() == []
    drawing._font_files.cache_clear()


def test_tags_work_in_a_template():
    template = Template(
        '{% load drawing %}{% mark %}{% hero %}{% icon "next" %}{% dot "now" %}{% ring states "label" "l" %}'
        '{% art "seed" 4 "sunk" %}{% prog states %}'
    )

    assert template.render(Context({"states": ["d", "."]})).count("<svg") == 6
