"""All but the words of a worksheet is the same in every language from the moment its source is published."""

from typing import Any

import pytest

from learning.toolkits import queries
from learning.toolkits.definitions import Worksheet
from learning.toolkits.models import WorksheetTemplate
from tests.factories import toolkits
from tests.factories.learning import translate

pytestmark = pytest.mark.django_db


def now_asked(template: WorksheetTemplate) -> Worksheet:
    """In Albanian."""
    return queries.worksheets([template.translation_key], "sq")[template.translation_key]


def publish_with(template: WorksheetTemplate, *fields: dict[str, Any]) -> None:
    template = WorksheetTemplate.objects.get(pk=template.pk)
    template.fields = list(fields)
    toolkits.publish_worksheet(template)


def test_what_the_source_asks_anew_is_asked_in_every_language_at_once_and_says_in_which_language():
    goal = toolkits.line("goal", label="Што сакате")
    template = toolkits.worksheet(goal)
    translate(template, "sq", **{f"fields.{goal['id']}.label": "Çfarë doni"})

    publish_with(template, toolkits.text("why", label="Зошто"), goal)

    why, its_goal = now_asked(template).fields
    assert (why.label, why.language) == ("Зошто", "mk")
    assert (its_goal.label, its_goal.language) == ("Çfarë doni", "sq")
    publish_with(template, toolkits.text("why", label="Зошто баш сега"), goal)
    assert (now_asked(template).fields[0].label, now_asked(template).fields[0].language) == (
        "Зошто баш сега",
        "mk",
    )


def test_a_key_a_mark_and_an_option_of_the_source_hold_in_every_language_and_words_stay():
    options = [toolkits.option("da", "Да"), toolkits.option("ne", "Не")]
    way = toolkits.choice("way", label="Како", options=options)
    template = toolkits.worksheet(way)
    translate(
        template,
        "sq",
        **{f"fields.{way['id']}.label": "Si", f"fields.{way['id']}.options.{options[0]['id']}.label": "Po"},
    )
    changed = {
        **way,
        "value": {
            **way["value"],
            "key": "path",
            "is_private": True,
            "options": [toolkits.option("moze", "Можеби"), options[0]],
        },
    }

    publish_with(template, changed)

    (field,) = now_asked(template).fields
    assert (field.label, field.key, field.is_private) == ("Si", "path", True)
    assert [(option.value, option.label) for option in field.options] == [("moze", "Можеби"), ("da", "Po")]


def test_a_translation_from_an_older_draft_brings_words_alone():
    goal = toolkits.line("goal", label="Што сакате")
    template = toolkits.worksheet(goal)
    old = translate(template, "sq", **{f"fields.{goal['id']}.label": "Çfarë doni"})
    publish_with(template, {**goal, "value": {**goal["value"], "is_required": True}}, toolkits.text("why"))

    old = WorksheetTemplate.objects.get(pk=old.pk)
    old.title = "Problemi"
    toolkits.publish_worksheet(old)

    asked = now_asked(template)
    assert asked.title == "Problemi"
    assert [(field.key, field.is_required) for field in asked.fields] == [("goal", True), ("why", False)]
