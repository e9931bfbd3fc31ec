"""Who writes worksheets and toolkits, and who is sent away."""

import pytest
from django.urls import reverse

from jadro.accounts.choices import Role
from learning.toolkits.models import ToolkitPage, WorksheetTemplate, WorksheetVersion
from tests.factories import accounts, toolkits
from tests.factories.editing import send_page_form

pytestmark = pytest.mark.django_db

NOT_EDITORS = [None, Role.MEMBER, Role.MENTOR, Role.COORDINATOR]
VIEWS = ("list", "add", "edit", "delete", "history", "unpublish", "usage")


def address(view: str, template: WorksheetTemplate) -> str:
    arguments = [] if view in ("list", "add") else [template.pk]
    return reverse(f"wagtailsnippets_toolkits_worksheettemplate:{view}", args=arguments)


def browser_of(client, signed_in, who: str):
    return client if who == "visitor" else signed_in(accounts.user(role=None if who == "no role" else Role(who)))


@pytest.mark.parametrize("who", ["visitor", "no role", Role.MEMBER, Role.MENTOR, Role.COORDINATOR])
def test_whoever_is_no_editor_does_not_reach_templates(client, signed_in, who):
    template = toolkits.worksheet(toolkits.line(label="Прашање"))
    browser = browser_of(client, signed_in, who)

    answers = [browser.get(address(view, template)) for view in VIEWS]

    assert {answer.status_code for answer in answers} <= {302, 403}
    assert not any("Прашање" in answer.content.decode() for answer in answers)


@pytest.mark.parametrize("who", ["visitor", "no role", Role.MEMBER, Role.MENTOR, Role.COORDINATOR])
def test_whoever_is_no_editor_changes_nothing_by_a_form(client, signed_in, who):
    template = toolkits.worksheet()
    browser = browser_of(client, signed_in, who)
    form = toolkits.form(toolkits.line(label="Подметнато"), key="other") | {"action-publish": "action-publish"}
    before = list(WorksheetTemplate.objects.values()), list(WorksheetVersion.objects.values())

    for view in ("add", "edit", "delete", "unpublish"):
        assert browser.post(address(view, template), form).status_code in {302, 403}

    assert (list(WorksheetTemplate.objects.values()), list(WorksheetVersion.objects.values())) == before


@pytest.mark.long
def test_an_editor_opens_all_of_a_template(signed_in):
    template = toolkits.worksheet(toolkits.line(label="Прашање"))
    editor = signed_in(accounts.user(role=Role.EDITOR))

    assert {view: editor.get(address(view, template)).status_code for view in VIEWS} == dict.fromkeys(VIEWS, 200)


def test_what_was_published_stays_when_an_editor_deletes_the_template(signed_in):
    template = toolkits.worksheet()
    before = list(WorksheetVersion.objects.values())

    signed_in(accounts.user(role=Role.EDITOR)).post(address("delete", template))

    assert not WorksheetTemplate.objects.exists()
    assert list(WorksheetVersion.objects.values()) == before


@pytest.mark.long
def test_an_editor_makes_a_toolkit(signed_in):
    editor = signed_in(accounts.user(role=Role.EDITOR))
    add = reverse("wagtailadmin_pages:add", args=["toolkits", "toolkitpage", toolkits.section().pk])
    words = {"title": "Буџет", "slug": "budzet", "minutes": "60", "body-count": "0"}

    send_page_form(editor, add, action="publish", **words)

    assert ToolkitPage.objects.filter(live=True, alias_of=None).get().title == "Буџет"


@pytest.mark.parametrize("role", NOT_EDITORS)
def test_whoever_is_no_editor_makes_no_toolkit(signed_in, role):
    add = reverse("wagtailadmin_pages:add", args=["toolkits", "toolkitpage", toolkits.section().pk])

    response = signed_in(accounts.user(role=role)).post(add, {"title": "Подметнато", "slug": "x"})

    assert response.status_code in {302, 403}
    assert not ToolkitPage.objects.exists()
