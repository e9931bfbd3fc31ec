"""Institutions that plans address: every municipality has its council."""

import pytest
from django.utils import translation

from jadro.places.models import Institution, Municipality

pytestmark = pytest.mark.django_db


def test_every_municipality_has_its_council():
    councils = Institution.objects.filter(kind="council")

    assert {each.municipality_id for each in councils} == set(Municipality.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("mk", "Совет на општина Карпош"),
        ("sq", "Këshilli i Komunës Karposh"),
        ("en", "Council of Karposh Municipality"),
    ],
)
def test_a_council_is_called_after_its_municipality_in_every_language(language, name):
    with translation.override(language):
        assert str(Institution.objects.get(code="council-karposh")) == name
