import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from jadro.accounts import roles
from jadro.accounts.choices import Role
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def test_editor_edits_pages_pictures_and_documents_and_sends_for_translation():
    editor = accounts.user(role=Role.EDITOR)
    root = Page.objects.get(depth=1)

    for action in ("add", "change", "publish"):
        assert policy_registry.get_by_type(Page).user_has_permission_for_instance(editor, action, root)
    assert editor.has_perm("wagtail_localize.submit_translation")
    for model in (get_image_model(), get_document_model()):
        policy = policy_registry.get_by_type(model)
        assert policy.user_has_permission(editor, "add")
        assert policy.user_has_permission(editor, "choose")


@pytest.mark.parametrize(
    ("role", "enters"), [(Role.MEMBER, False), (Role.MENTOR, False), (Role.EDITOR, True), (Role.COORDINATOR, True)]
)
def test_who_enters_the_admin(role, enters):
    assert accounts.user(role=role).has_perm("wagtailadmin.access_admin") is enters


def test_coordinator_has_none_of_the_rights_that_open_wagtail_s_own_doors():
    coordinator = accounts.user(role=Role.COORDINATOR)

    for right in ("add_user", "change_user", "delete_user"):
        assert not coordinator.has_perm(f"accounts.{right}")
    for right in ("add_group", "change_group", "change_permission"):
        assert not coordinator.has_perm(f"auth.{right}")


def test_grant_makes_the_permission_as_django_would_and_gives_it_once():
    expected = Permission.objects.get(codename="change_user").name
    Permission.objects.filter(codename="change_user").delete()

    for _time in range(2):
        roles.grant(apps, Role.MENTOR, "accounts.change_user")

    assert Permission.objects.get(codename="change_user").name == expected
    assert accounts.user(role=Role.MENTOR).has_perm("accounts.change_user")


def test_grant_of_a_permission_no_model_declares_is_a_mistake():
    with pytest.raises(LookupError, match="fly_user"):
        roles.grant(apps, Role.MENTOR, "accounts.fly_user")
