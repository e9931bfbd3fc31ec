"""Institutions that plans address: every municipality has its council, and editors keep the list."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from jadro.accounts.choices import Role
from jadro.places.models import Institution, Municipality
from learning.plans import services as plans
from tests.factories import accounts, toolkits
from tests.factories import plans as made

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


# --- In the admin ----------------------------------------------------------------------------------------------------

CULTURE = {"mk": "Министерство за култура", "sq": "Ministria e Kulturës", "en": "Ministry of Culture"}


@pytest.fixture(params=[Role.EDITOR, Role.COORDINATOR])
def keeper(request, signed_in):
    """The browser of whoever keeps the list."""
    return signed_in(accounts.user(role=request.param))


def address(view: str, *args) -> str:
    return reverse(Institution.snippet_viewset.get_url_name(view), args=args)


def form(institution: Institution | None = None, *, names: dict[str, str], **fields) -> dict[str, str]:
    """What the form sends: every row of names as it stands, with these words."""
    before = {row.language: row.pk for row in institution.names.all()} if institution else {}
    rows = [
        {"id": str(before.get(language, "")), "language": language, "name": name} for language, name in names.items()
    ]
    sent = {"code": "", "kind": "council", "municipality": "", **fields}
    return nested_form_data({**sent, "names": inline_formset(rows, initial=len(before))})


def listed(browser, typed: str) -> list[str]:
    return [each.code for each in browser.get(address("list"), {"q": typed}).context["object_list"]]


def test_an_institution_is_added_and_can_be_addressed_at_once(keeper, signed_in):
    sent = form(names=CULTURE, code="ministry-culture", kind="ministry")

    answer = keeper.post(address("add"), sent)

    assert answer.status_code == 302
    page = signed_in(accounts.user(language="sq")).get("/sq/my/plans/new/")
    assert "Ministria e Kulturës" in page.content.decode()


def test_a_name_in_the_language_of_the_site_is_asked_for(keeper):
    answer = keeper.post(address("add"), form(names={"en": CULTURE["en"]}, code="ministry-culture", kind="ministry"))

    assert not Institution.objects.filter(code="ministry-culture").exists()
    assert answer.context["form"].non_field_errors()


def test_two_names_in_one_language_are_refused(keeper):
    sent = form(names=CULTURE, code="ministry-culture", kind="ministry")

    answer = keeper.post(address("add"), sent | {"names-1-language": "mk"})

    assert answer.status_code == 200
    assert not Institution.objects.filter(code="ministry-culture").exists()


def test_a_council_is_renamed_and_keeps_its_code(keeper):
    council = Institution.objects.get(code="council-karposh")
    names = {row.language: row.name for row in council.names.all()}

    keeper.post(address("edit", council.pk), form(council, names=names | {"en": "Karposh Council"}, code="another"))

    council = Institution.objects.get(pk=council.pk)
    assert council.code == "council-karposh"
    assert {row.language: row.name for row in council.names.all()}["en"] == "Karposh Council"


@pytest.mark.parametrize("typed", ["карпош", "Karpoš", "karposh", "Këshilli i Komunës Karposh"])
def test_a_name_is_found_in_whichever_alphabet_it_is_typed(keeper, typed):
    assert listed(keeper, typed) == ["council-karposh"]


def test_what_is_called_otherwise_is_not_found(keeper):
    assert listed(keeper, "министерство") == []


def test_the_list_takes_as_many_queries_for_three_as_for_one(keeper, django_assert_num_queries):
    keeper.get(address("list"))
    with CaptureQueriesContext(connection) as for_one:
        keeper.get(address("list"), {"q": "карпош"})
    with django_assert_num_queries(len(for_one)):
        assert len(keeper.get(address("list"), {"q": "ово"}).context["object_list"]) > 3


def test_one_that_nobody_addresses_can_be_deleted(keeper):
    council = Institution.objects.get(code="council-karposh")

    keeper.post(address("delete", council.pk))

    assert not Institution.objects.filter(pk=council.pk).exists()


def _addressed(browser, person, council: Institution) -> None:
    made.plan(person, title="Тајна", institution=council)


def _answered_once(browser, person, council: Institution) -> None:
    """What a plan said before can be read, so its name has to stay."""
    plan = made.plan(person, title="Тајна")
    toolkits.toolkit(toolkits.step("Чекор", toolkits.worksheet(toolkits.institution())))
    sheet = made.sheet(plan)
    for code in (council.code, ""):
        browser.post(sheet, made.typed(browser.get(sheet), f__institution=code))
    assert [each.value for each in plan.versions.order_by("number")] == [council.code, ""]


def _handed_in(browser, person, council: Institution) -> None:
    plan = made.plan(person, title="Тајна", institution=council)
    toolkits.toolkit(toolkits.step("Чекор", toolkits.worksheet(toolkits.line("goal"))))
    sheet = made.sheet(plan)
    browser.post(sheet, made.typed(browser.get(sheet), f__goal="Дом за култура"))
    hand_in = reverse("plans:hand_in", args=[plan.pk, "problem"])
    browser.post(hand_in, {"request_id": browser.get(hand_in).context["form"]["request_id"].value()})
    plans.rename(plan, title="Тајна", institution=None, by=person)
    assert plan.submissions.count() == 1


@pytest.mark.parametrize("used", [_addressed, _answered_once, _handed_in])
def test_one_that_a_plan_has_ever_named_stays_and_it_is_said_without_the_plan(keeper, signed_in, used):
    council = Institution.objects.get(code="council-karposh")
    person = accounts.user()
    used(signed_in(person), person, council)

    for url in (address("delete", council.pk), f"/admin/bulk/places/institution/delete/?id={council.pk}"):
        said = keeper.post(url, follow=True).content.decode()

        assert Institution.objects.filter(pk=council.pk).exists()
        assert str(council) in said
        assert "Тајна" not in said


def test_the_admin_lists_no_plan_under_an_institution(keeper):
    council = Institution.objects.get(code="council-karposh")
    made.plan(accounts.user(), institution=council)
    call_command("rebuild_references_index", verbosity=0)

    usage = keeper.get(address("usage", council.pk))

    assert list(usage.context["object_list"]) == []
