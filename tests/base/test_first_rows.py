"""The database is whole for every test, also after one that flushed it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.models import Locale, Page, Site


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_number", [1, 2])
def test_rows_of_the_migrations_are_there_again_after_a_flush(round_number):
    assert Locale.objects.exists()
    assert Site.objects.get(is_default_site=True).root_page
    assert Page.objects.filter(depth=1).count() == 1
    assert Group.objects.filter(permissions__isnull=False).exists()

    Group.objects.create(name="left behind")
    assert Group.objects.filter(name="left behind").count() == 1


@pytest.mark.django_db(transaction=True)
def test_permissions_belong_to_the_content_types_that_the_code_finds():
    permission = Permission.objects.get(codename="add_page", content_type__app_label="wagtailcore")

    assert permission.content_type == ContentType.objects.get_for_model(Page)


def test_rows_are_there_for_a_live_server(live_server):
    assert live_server.url
    assert Locale.objects.exists()
    assert connection.in_atomic_block is False
