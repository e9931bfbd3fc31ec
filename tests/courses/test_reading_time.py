"""Readers see the editor's figure; the editor sees beside it how long the text takes."""

import pytest
from django.urls import reverse

from jadro.accounts.choices import Role
from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db


@pytest.mark.long
@pytest.mark.parametrize(
    ("words", "estimate"), [(180, "околу 1 минута"), (181, "околу 2 минути"), (3600, "околу 20 минути")]
)
def test_an_editor_sees_how_long_the_text_takes_and_readers_see_what_the_editor_wrote(
    client, signed_in, words, estimate
):
    (lesson,) = learning.lessons_of(learning.course(1))
    lesson.body = [("paragraph", f"<p>{'збор ' * words}</p>")]
    lesson = learning.publish(lesson)
    editor = signed_in(accounts.user(role=Role.EDITOR))

    form = editor.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()

    assert f"Читањето на зачуваниот текст трае {estimate}" in form
    assert "8 мин." in client.get(lesson.url).content.decode()


def test_an_empty_text_has_no_estimate(signed_in):
    module = learning.lessons_of(learning.course(1))[0].get_parent()
    editor = signed_in(accounts.user(role=Role.EDITOR))

    form = editor.get(reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", module.pk]))

    assert form.status_code == 200
    assert "Читањето на" not in form.content.decode()
