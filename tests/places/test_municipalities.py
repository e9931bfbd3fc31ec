"""The table of municipalities, as the migration puts it into the database."""

from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings

from jadro.places.models import Municipality, MunicipalityName, Region, RegionName

pytestmark = pytest.mark.django_db

migration = import_module("jadro.places.migrations.0002_load_municipalities")
councils = import_module("jadro.places.migrations.0004_load_councils")


def test_all_municipalities_and_regions_have_a_name_in_every_language():
    languages = [code for code, _name in settings.LANGUAGES]

    assert (Region.objects.count(), Municipality.objects.count()) == (8, 80)
    for language in languages:
        assert RegionName.objects.filter(language=language).exclude(name="").count() == 8
        assert MunicipalityName.objects.filter(language=language).exclude(name="").count() == 80


def test_ten_of_them_make_the_city_of_skopje_which_is_none_itself():
    assert Municipality.objects.filter(in_city_of_skopje=True, region__code="skopje").count() == 10
    assert not Municipality.objects.filter(code="skopje").exists()


def test_other_spellings_belong_to_the_language_they_are_written_in():
    spellings = {
        row.language: row.other_spellings for row in Municipality.objects.get(code="shuto-orizari").names.all()
    }

    assert spellings == {"mk": ["Шутка"], "sq": [], "en": ["Šuto Orizari"]}


def test_names_of_a_language_tell_municipalities_apart():
    for language in ("mk", "sq", "en"):
        names = MunicipalityName.objects.filter(language=language).values_list("name", flat=True)

        assert len(set(names)) == 80


def test_loading_again_adds_nothing_and_keeps_what_was_changed():
    name = MunicipalityName.objects.get(municipality__code="centar", language="sq")
    MunicipalityName.objects.filter(pk=name.pk).update(name="Qendra")

    migration.load(apps, None)

    name.refresh_from_db()
    assert name.name == "Qendra"
    assert (Municipality.objects.count(), MunicipalityName.objects.count()) == (80, 240)


def test_unloading_takes_away_the_table_alone_and_loading_brings_it_back():
    region = Region.objects.get(code="polog")
    own = Municipality.objects.create(code="ours", region=region)

    councils.unload(apps, None)
    migration.unload(apps, None)

    assert list(Municipality.objects.all()) == [own]
    assert list(Region.objects.all()) == [region]

    migration.load(apps, None)
    councils.load(apps, None)

    assert Municipality.objects.count() == 81
