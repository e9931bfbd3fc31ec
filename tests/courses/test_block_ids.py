"""A block keeps its identity whatever happens to its page: half of what somebody did hangs on it.

The editor here goes through the admin's own form, as a browser does.
"""

import json
from html import unescape

import pytest
from django.test import TestCase
from wagtail.models import Page

from jadro.accounts.choices import Role
from learning.courses.models import LessonPage
from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(signed_in):
    return signed_in(accounts.user(role=Role.EDITOR))


@pytest.fixture
def lesson() -> LessonPage:
    return learning.lessons_of(learning.course(1))[0]


def again(page: Page) -> LessonPage:
    return LessonPage.objects.get(pk=page.pk)


def block_ids(page: LessonPage) -> list[str]:
    return [block["id"] for block in page.body.raw_data]


def saved_form(page: LessonPage, **changes: str) -> dict[str, str]:
    """What the browser sends back for the blocks: their type, order and id, and the words in them."""
    form = {
        "title": page.title,
        "slug": page.slug,
        "minutes": str(page.minutes),
        "is_required": "on",
        "asks_to_read": "on",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "body-count": str(len(page.body.raw_data)),
        "action-publish": "action-publish",
    }
    for number, block in enumerate(page.body.raw_data):
        prefix = f"body-{number}"
        form |= {f"{prefix}-id": block["id"], f"{prefix}-type": block["type"], f"{prefix}-order": str(number)}
        form[f"{prefix}-deleted"] = ""
        value = block["value"]
        if isinstance(value, dict):
            form |= {f"{prefix}-value-{name}": str(part or "") for name, part in value.items()}
        else:
            content = {"blocks": [{"key": "a", "text": "Текст.", "type": "unstyled", "depth": 0}], "entityMap": {}}
            form[f"{prefix}-value"] = json.dumps(content)
    return {**form, **changes}


def send(client, page: LessonPage, form: dict[str, str]):
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(f"/admin/pages/{page.pk}/edit/", form)
    assert answer.status_code == 302, unescape(answer.content.decode())[-3000:]


@pytest.mark.long
def test_the_editors_form_publishes_other_words_in_the_same_blocks(editor, lesson):
    before = block_ids(lesson)

    send(editor, lesson, saved_form(lesson, **{"title": "Изменета", "body-0-value-text": "Друг наслов"}))

    after = again(lesson)
    assert (after.title, after.body[0].value["text"]) == ("Изменета", "Друг наслов")
    assert block_ids(after) == before


def test_the_editors_form_moves_blocks_with_their_ids_and_gives_a_new_one_to_a_new_block(editor, lesson):
    first, second, third = block_ids(lesson)
    form = saved_form(lesson, **{"body-0-order": "1", "body-1-order": "0", "body-count": "4"})
    new = {"id": "", "type": "heading", "order": "3", "deleted": "", "value-text": "Ново"}

    send(editor, lesson, {**form, **{f"body-3-{name}": value for name, value in new.items()}})

    after = block_ids(again(lesson))
    assert after[:3] == [second, first, third]
    assert after[3] not in {first, second, third, "", None}


@pytest.mark.long
def test_withdrawing_publishing_and_restoring_a_version_keep_the_ids(editor, lesson):
    before = block_ids(lesson)
    send(editor, lesson, saved_form(lesson, title="Втора"))
    first_version = lesson.revisions.earliest("pk")

    again(lesson).unpublish()
    learning.publish(again(lesson))
    assert block_ids(again(lesson)) == before
    with TestCase.captureOnCommitCallbacks(execute=True):
        first_version.publish()

    assert block_ids(again(lesson)) == before


def test_a_copy_has_the_same_blocks_under_a_key_of_its_own(lesson):
    copy = lesson.copy(update_attrs={"title": "Копија", "slug": "kopija"})

    assert block_ids(copy) == block_ids(lesson)
    assert copy.translation_key != lesson.translation_key


@pytest.mark.long
def test_every_language_has_the_blocks_of_the_source_also_after_an_update(editor, lesson):
    learning.translate(lesson, "sq")

    send(editor, lesson, saved_form(lesson, title="Изменета"))

    assert {tuple(block_ids(page)) for page in LessonPage.objects.filter(translation_key=lesson.translation_key)} == {
        tuple(block_ids(again(lesson)))
    }
