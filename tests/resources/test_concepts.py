"""The vocabulary in the admin: one row for a concept, its name taken from its own label."""

import pytest
from django.urls import reverse

from jadro.accounts.choices import Role
from resources.choices import LabelKind
from resources.models import Concept
from tests.factories import accounts

pytestmark = pytest.mark.django_db
ADD = "wagtailsnippets_resources_concept:add"


def form(*labels: tuple[str, str, str]) -> dict[str, str]:
    """What the editor's form sends, with labels as (language, kind, text)."""
    fields = {
        "facet": "topic",
        "broader": "",
        "note": "",
        "labels-TOTAL_FORMS": str(len(labels)),
        "labels-INITIAL_FORMS": "0",
        "labels-MIN_NUM_FORMS": "0",
        "labels-MAX_NUM_FORMS": "1000",
    }
    for place, (language, kind, words) in enumerate(labels):
        fields |= {
            f"labels-{place}-language": language,
            f"labels-{place}-kind": kind,
            f"labels-{place}-text": words,
            f"labels-{place}-id": "",
            f"labels-{place}-DELETE": "",
        }
    return fields


@pytest.fixture
def editor(signed_in):
    return signed_in(accounts.user(role=Role.EDITOR))


def test_an_editor_adds_a_concept_whose_name_and_address_come_from_its_label(editor):
    editor.post(
        reverse(ADD),
        form(("mk", LabelKind.PREFERRED, "нов поим"), ("sq", LabelKind.PREFERRED, "nocion i ri")),
    )

    concept = Concept.objects.get()
    assert (concept.name, concept.slug) == ("нов поим", "nov-poim")
    assert concept.label("sq") == "nocion i ri"


def test_a_concept_without_a_label_in_the_language_of_the_site_is_refused(editor):
    response = editor.post(reverse(ADD), form(("sq", LabelKind.PREFERRED, "nocion i ri")))

    assert response.status_code == 200
    assert Concept.objects.count() == 0


def test_two_preferred_labels_in_one_language_are_refused_in_words(editor):
    answer = editor.post(
        reverse(ADD), form(("mk", LabelKind.PREFERRED, "нов поим"), ("mk", LabelKind.PREFERRED, "друг поим"))
    )

    assert answer.status_code == 200
    assert len(answer.context["form"].non_field_errors()) == 1
    assert not Concept.objects.exists()


def test_a_label_that_stands_twice_is_refused_by_the_names_its_columns_have_on_the_page(editor):
    twice = ("mk", LabelKind.SYNONYM, "нов поим")
    answer = editor.post(reverse(ADD), form(("mk", LabelKind.PREFERRED, "нов поим"), twice))

    (error,) = answer.context["form"].formsets["labels"].non_form_errors()
    assert "јазик, текст" in error
    assert not Concept.objects.exists()


def test_a_second_concept_of_the_same_name_is_refused(editor):
    for _ in range(2):
        editor.post(reverse(ADD), form(("mk", LabelKind.PREFERRED, "нов поим")))

    assert Concept.objects.count() == 1
