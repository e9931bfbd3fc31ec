"""What editors are shown of a course's fields."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from jadro.accounts.choices import Role
from resources.models import Concept
from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db


@pytest.mark.long
def test_comparing_two_versions_marks_tags_that_were_added_and_not_those_in_another_order(signed_in):
    editor = signed_in(accounts.user(role=Role.EDITOR))
    course = learning.course(1)
    rights, money, law = (Concept.objects.create(name=name, slug=name) for name in ("права", "пари", "закони"))
    versions = []
    for concepts in ([rights, money], [money, rights], [law, money, rights]):
        course.concepts.set(concepts)
        versions.append(course.save_revision())

    def compared(old, new) -> list[str]:
        url = reverse("wagtailadmin_pages:revisions_compare", args=[course.pk, old.pk, new.pk])
        page = BeautifulSoup(editor.get(url).content, "html.parser")
        return [each.get_text() for each in page.select(".addition, .deletion")]

    assert [item.name for item in versions[0].as_object().concepts.all()] != [
        item.name for item in versions[1].as_object().concepts.all()
    ]
    assert compared(versions[0], versions[1]) == []
    assert compared(versions[1], versions[2]) == ["закони"]
