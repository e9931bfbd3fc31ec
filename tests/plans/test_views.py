"""Plans as their members see them, and as nobody else does."""

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from jadro.accounts import registry
from jadro.accounts import services as people
from jadro.accounts.choices import Role
from jadro.outbox.models import Message
from learning.plans import services, teams
from learning.plans.models import AnswerVersion, Plan
from learning.plans.services import Given, Origin
from learning.plans.urls import urlpatterns
from learning.toolkits.choices import NO_KEYS, ColumnKind
from tests.factories import accounts, plans, toolkits
from tests.factories.toolkits import publish_worksheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return accounts.user()


@pytest.fixture
def browser(signed_in, member):
    return signed_in(member)


@pytest.fixture
def plan(member):
    return plans.plan(member, municipality="karposh")


@pytest.fixture
def worksheet():
    made = toolkits.worksheet(
        toolkits.line("goal", label="Што сакате", is_required=True),
        toolkits.text("secret", label="Што мислите за нив", is_private=True),
    )
    toolkits.toolkit(toolkits.step("Прв", made), title="Стебло")
    return made


def save(plan, by, identity="problem.goal", value="Дом за култура", *, base=0, field="goal"):
    asked = plans.asked()
    block_id = asked.field(field).block_id
    origin = Origin("mk", asked)
    return services.save_answers(
        plan, [Given(identity, value, base, block_id=block_id)], origin, by=by, at=timezone.now()
    )


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def text(response) -> str:
    return " ".join(soup(response).main.text.split())


# --- Begin, name, put away -------------------------------------------------------------------------------------------


def test_whoever_has_no_plan_is_told_what_one_is(browser):
    assert "Тука ќе стои вашиот план" in text(browser.get(reverse("plans:plans")))


def test_a_plan_is_begun_with_a_title_and_a_place(browser, member):
    form = browser.get(reverse("plans:new")).context["form"]
    sent = {"title": "Дом во Карпош", "municipality": "karposh", "institution": "council-karposh"}

    response = browser.post(reverse("plans:new"), {**sent, "request_id": form["request_id"].value()}, follow=True)

    assert "Дом во Карпош" in text(response)
    assert "Карпош" in text(response)
    assert str(Plan.objects.get().institution) == "Совет на општина Карпош"


def test_a_plan_without_a_title_is_not_begun_and_the_rest_is_still_there(browser):
    response = browser.post(reverse("plans:new"), {"title": "", "municipality": "karposh", "request_id": str(uuid4())})

    assert response.status_code == 422
    assert soup(response).select_one("option[value=karposh]").has_attr("selected")
    assert not Plan.objects.exists()


def test_the_form_of_a_new_plan_sent_twice_begins_one(browser):
    sent = {"title": "Дом", "municipality": "", "institution": "", "request_id": str(uuid4())}

    for _time in range(2):
        browser.post(reverse("plans:new"), sent)

    assert Plan.objects.count() == 1


def test_title_and_institution_can_be_changed(browser, plan):
    sent = {"title": "Дом во Аеродром", "institution": "council-aerodrom"}

    browser.post(reverse("plans:head", args=[plan.pk]), sent)

    plan.refresh_from_db()
    assert (plan.title, plan.institution.code) == ("Дом во Аеродром", "council-aerodrom")


def test_an_archived_plan_is_read_only_and_comes_out_again(browser, plan, worksheet):
    browser.post(reverse("plans:archive", args=[plan.pk]))
    page = soup(browser.get(plans.sheet(plan)))
    assert page.select_one("form.worksheet button[type=submit]") is None
    sent = plans.typed(browser.get(plans.sheet(plan)), f__goal="не смее")
    assert browser.post(plans.sheet(plan), sent).status_code == 409

    browser.post(reverse("plans:archive", args=[plan.pk]), {"to": "out"})

    assert soup(browser.get(plans.sheet(plan))).select_one("form.worksheet button[type=submit]")


# --- The whole -------------------------------------------------------------------------------------------------------


def test_the_plan_says_what_is_filled_and_what_is_missing(browser, member, plan, worksheet):
    save(plan, member, "problem.secret", "тајна", field="secret")

    page = text(browser.get(reverse("plans:plan", args=[plan.pk])))

    assert "пополнети 1 од 2 полиња" in page
    assert "Уште недостига: Што сакате" in page


def test_an_answer_that_several_worksheets_ask_counts_once(browser, member, plan):
    first = toolkits.worksheet(toolkits.line("goal", shared_key="goal"), key="problem")
    second = toolkits.worksheet(toolkits.line("aim", shared_key="goal"), key="second")
    toolkits.toolkit(toolkits.step("Еден", first), toolkits.step("Два", second))
    save(plan, member, "goal")

    page = text(browser.get(reverse("plans:plan", args=[plan.pk])))

    assert "пополнети 1 од 1 полиња" in page
    assert page.count("1 од 1 полиња") == 3


def test_the_whole_plan_holds_what_was_written_but_nothing_private(browser, member, plan, worksheet):
    save(plan, member)
    save(plan, member, "problem.secret", "нешто за нив", field="secret")

    page = text(browser.get(reverse("plans:whole", args=[plan.pk])))

    assert "Дом за култура" in page
    assert "нешто за нив" not in page
    assert "Што мислите за нив" not in page


@pytest.mark.parametrize("versions", [1, 12])
def test_opening_a_plan_costs_the_same_queries_however_much_was_written(
    browser, member, plan, worksheet, versions, django_assert_max_num_queries
):
    for number in range(versions):
        save(plan, member, value=f"верзија {number}", base=number)
    for address in (reverse("plans:plan", args=[plan.pk]), plans.sheet(plan)):
        browser.get(address)

    with django_assert_max_num_queries(14):
        browser.get(reverse("plans:plan", args=[plan.pk]))
    with django_assert_max_num_queries(14):
        browser.get(plans.sheet(plan))


@pytest.mark.parametrize("number", [1, 5])
def test_the_list_costs_the_same_queries_with_more_plans(
    browser, member, worksheet, number, django_assert_max_num_queries
):
    for _plan in range(number):
        save(plans.plan(member), member)
    browser.get(reverse("plans:plans"))

    with django_assert_max_num_queries(10):
        browser.get(reverse("plans:plans"))


# --- History ---------------------------------------------------------------------------------------------------------


def test_the_history_shows_who_wrote_what_when_and_brings_it_back(browser, member, plan, worksheet):
    save(plan, member, value="прво")
    save(plan, member, value="второ", base=1)
    address = reverse("plans:history", args=[plan.pk, "problem", "goal"])

    browser.post(address + "restore/", {"number": "1"})

    page = text(browser.get(address))
    assert page.index("Верзија 3") < page.index("второ") < page.index("Верзија 1")
    assert "вратено од верзијата 1" in page
    assert plan.answers.get(identity="problem.goal").value == "прво"


def test_old_answers_are_read_under_the_words_they_were_given_to(browser, member, plan):
    template = toolkits.worksheet(toolkits.choice("kind", label="Каков дом"))
    save(plan, member, "problem.kind", "da", field="kind")
    template.fields = [
        toolkits.choice("kind", label="Каков дом", options=[toolkits.option("mozebi"), toolkits.option("ne")])
    ]
    publish_worksheet(template)

    history = text(browser.get(reverse("plans:history", args=[plan.pk, "problem", "kind"])))
    sheet = browser.get(plans.sheet(plan))

    assert "Одговор da" in history
    assert "Одговор da" in soup(sheet).select_one("#field-kind .note").text
    browser.post(plans.sheet(plan), plans.typed(sheet))
    assert plan.answers.get(identity="problem.kind").value == "da"


@pytest.mark.parametrize("kind", [ColumnKind.DATE, ColumnKind.NUMBER, ColumnKind.MONEY])
@pytest.mark.parametrize("as_timeline", [False, True])
def test_cells_of_a_column_that_takes_something_else_now_are_told_as_they_were_written(
    browser, member, plan, kind, as_timeline
):
    template = toolkits.worksheet(toolkits.table("costs", columns=[toolkits.column("what"), toolkits.column("when")]))
    toolkits.toolkit(toolkits.step("Прв", template))
    opened = browser.get(plans.sheet(plan))
    typed = {"f__costs__0__c__what": "Сала", "f__costs__0__c__when": "наскоро"}
    browser.post(plans.sheet(plan), plans.typed(opened, **typed))
    columns = [toolkits.column("what"), toolkits.column("when", ColumnKind.DATE if as_timeline else kind)]
    changed = toolkits.timeline("costs", columns=columns) if as_timeline else toolkits.table("costs", columns=columns)
    template.fields = [{**changed, "id": toolkits.an_id("field costs")}]
    publish_worksheet(template)

    for address in (
        plans.sheet(plan),
        reverse("plans:whole", args=[plan.pk]),
        *(reverse("plans:export", args=[plan.pk, each]) for each in ("csv", "docx", "ics")),
    ):
        assert browser.get(address).status_code == 200, address
    assert "наскоро" in text(browser.get(reverse("plans:whole", args=[plan.pk])))


def test_a_table_that_became_a_power_map_draws_nobody_without_a_place(browser, member, plan):
    template = toolkits.worksheet(
        toolkits.table("map", columns=[toolkits.column("role"), toolkits.column("influence")])
    )
    opened = browser.get(plans.sheet(plan))
    browser.post(plans.sheet(plan), plans.typed(opened, f__map__0__c__role="Советот", f__map__0__c__influence="голема"))
    template.fields = [{**toolkits.stakeholders("map"), "id": toolkits.an_id("field map")}]
    publish_worksheet(template)

    page = browser.get(plans.sheet(plan))

    assert page.status_code == 200
    assert soup(page).select("svg.power") == []


def test_cells_of_a_column_that_was_taken_away_stay_with_their_row(browser, member, plan):
    template = toolkits.worksheet(toolkits.table("costs"))
    opened = browser.get(plans.sheet(plan))
    browser.post(plans.sheet(plan), plans.typed(opened, f__costs__0__c__what="Сала", f__costs__0__c__cost="100"))
    template.fields = [toolkits.table("costs", columns=[toolkits.column("what")])]
    publish_worksheet(template)

    opened = browser.get(plans.sheet(plan))
    browser.post(plans.sheet(plan), plans.typed(opened, f__costs__0__c__what="Голема сала"))

    (row,) = plan.answers.get(identity="problem.costs").value
    assert (row["what"], row["cost"]) == ("Голема сала", "100")


def test_a_field_whose_kind_was_changed_breaks_neither_sheet_nor_plan(browser, member, plan):
    template = toolkits.worksheet(toolkits.line("goal"))
    toolkits.toolkit(toolkits.step("Прв", template))
    save(plan, member)
    template.fields = [{**toolkits.table("goal"), "id": toolkits.an_id("field goal")}]
    publish_worksheet(template)

    for address in (
        plans.sheet(plan),
        reverse("plans:plan", args=[plan.pk]),
        reverse("plans:whole", args=[plan.pk]),
        reverse("plans:history", args=[plan.pk, "problem", "goal"]),
    ):
        assert browser.get(address).status_code == 200, address
    assert plan.answers.get(identity="problem.goal").value == "Дом за култура"


def test_no_worksheet_is_called_like_another_page_of_a_plan():
    """Else nobody could open it."""
    fixed = {str(each.pattern).split("/")[2] for each in urlpatterns if str(each.pattern).startswith("plans/<int:pk>/")}

    assert fixed - {"", "<slug:key>"} == NO_KEYS


# --- Nobody else -----------------------------------------------------------------------------------------------------


def addresses(plan: Plan) -> list[tuple[str, str]]:
    field = [plan.pk, "problem", "goal"]
    return [
        ("get", reverse("plans:plan", args=[plan.pk])),
        ("get", reverse("plans:head", args=[plan.pk])),
        ("post", reverse("plans:archive", args=[plan.pk])),
        ("get", reverse("plans:whole", args=[plan.pk])),
        ("get", plans.sheet(plan)),
        ("post", plans.sheet(plan)),
        ("get", reverse("plans:history", args=field)),
        ("post", reverse("plans:save_field", args=field)),
        ("post", reverse("plans:take", args=field)),
        ("post", reverse("plans:restore", args=field)),
        ("post", reverse("plans:settle", args=field)),
    ]


@pytest.mark.parametrize("role", [None, *Role])
def test_a_plan_is_not_there_for_anybody_outside_its_team_whatever_their_role(signed_in, member, plan, worksheet, role):
    save(plan, member)
    stranger = signed_in(accounts.user(role=role) if role else accounts.user())

    for method, address in addresses(plan):
        assert getattr(stranger, method)(address, {"number": "1"}).status_code == 404, address
    assert "Дом во Карпош" not in text(stranger.get(reverse("plans:plans")))


def test_the_administrator_does_not_see_it_either(signed_in, member, plan, worksheet):
    save(plan, member)
    administrator = accounts.user()
    administrator.is_superuser = administrator.is_staff = True
    administrator.save()

    assert signed_in(administrator).get(plans.sheet(plan)).status_code == 404


def test_whoever_left_the_team_sees_it_no_more(signed_in, member, plan, worksheet):
    mate = accounts.user()
    plan.members.create(person=mate, joined_at=timezone.now(), left_at=timezone.now())

    assert signed_in(mate).get(reverse("plans:plan", args=[plan.pk])).status_code == 404


# --- People who go ---------------------------------------------------------------------------------------------------


def test_a_plan_written_alone_goes_with_its_writer(member, plan, worksheet):
    save(plan, member)

    people.erase(member, at=timezone.now())

    assert not Plan.objects.exists()
    assert not AnswerVersion.objects.exists()


def test_an_invitation_of_somebody_who_goes_goes_too_with_its_mail(member, plan):
    mate = accounts.user()
    plan.members.create(person=mate, joined_at=timezone.now())
    teams.invite(plan, "third@example.com", by=member, at=timezone.now())

    people.erase(member, at=timezone.now())

    assert not plan.invitations.exists()
    assert not Message.objects.filter(kind="plans.invitation").exists()


def test_a_plan_of_a_team_stays_without_the_name(signed_in, member, plan, worksheet):
    mate = accounts.user()
    plan.members.create(person=mate, joined_at=timezone.now())
    save(plan, member)
    name = str(member)

    people.erase(member, at=timezone.now())

    page = text(signed_in(mate).get(plans.sheet(plan)))
    assert plan.answers.get(identity="problem.goal").value == "Дом за култура"
    assert name not in page


def test_plans_of_two_accounts_of_one_person_come_together(member, plan, worksheet):
    other = accounts.user()
    second = plans.plan(other, title="Друг план")
    plan.members.create(person=other, joined_at=timezone.now())

    people.merge(member, other, by=accounts.user(role=Role.COORDINATOR), at=timezone.now())

    assert set(Plan.objects.filter(members__person=member)) == {plan, second}
    assert not second.members.exclude(person=member).exists()


def test_what_somebody_takes_along_holds_their_plans(browser, member, plan, worksheet):
    save(plan, member)

    rows = [row for each in registry.everything() for row in each.rows(member, "mk") if each.name.startswith("plans.")]

    assert any(row.get("value") == "Дом за култура" for row in rows)
    assert any(row.get("title") == "Дом во Карпош" for row in rows)
