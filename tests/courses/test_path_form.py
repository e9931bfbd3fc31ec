"""A learning path in the hands of its editor."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from jadro.accounts.choices import Role
from learning.courses.models import LearningPath
from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db


def add(client, *, texts, steps):
    form = nested_form_data(
        {
            "slug": "nova-pateka",
            "position": "1",
            "texts": inline_formset(texts, initial=0),
            "steps": inline_formset(steps, initial=0),
        }
    )
    return client.post(reverse(LearningPath.snippet_viewset.get_url_name("add")), form)


@pytest.fixture
def editor(signed_in):
    return signed_in(accounts.user(role=Role.EDITOR))


def test_a_path_without_words_or_courses_is_not_made(editor):
    response = add(editor, texts=[], steps=[])

    assert response.status_code == 200
    assert not LearningPath.objects.exists()


def test_a_path_with_words_and_a_course_is_made(editor):
    course = learning.course()

    add(
        editor,
        texts=[{"language": "mk", "title": "Патека", "summary": ""}],
        steps=[{"course_key": str(course.translation_key)}],
    )

    assert LearningPath.objects.get().slug == "nova-pateka"
