"""Numbers of plans of the whole network: how many, where, about what and how far, and nothing of any of them."""

import csv
from io import StringIO
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jadro.accounts.choices import Role
from learning.plans import services
from learning.plans.models import Plan
from learning.plans.services import Given, Origin
from learning.toolkits.choices import FieldKind
from resources.choices import Facet
from resources.models import Concept, ConceptLabel
from tests.factories import accounts, learning, plans, toolkits
from tests.factories.statistics import moment

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/statistics/plans/"


@pytest.fixture
def coordinator(signed_in):
    browser = signed_in(accounts.user(role=Role.COORDINATOR))
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return browser


def concept(name: str, facet: Facet = Facet.TOPIC) -> Concept:
    made = Concept.objects.create(name=name, facet=facet)
    ConceptLabel.objects.create(concept=made, language="mk", text=name)
    return made


def line(key: str, **values):
    return toolkits.line(key, is_required=True, **values)


@pytest.fixture
def sheets():
    """A toolkit about budgets, for newcomers, and the one that joins the plan, with four required fields of which one
    is private."""
    budget = toolkits.worksheet(line("lines"), key="budget", title="Буџет")
    joining = toolkits.worksheet(line("a"), line("b"), line("c"), line("d", is_private=True), key="joined")
    tagged = toolkits.toolkit(toolkits.step("Прв", budget), title="Буџет")
    tagged.concepts.add(concept("буџет"), concept("почетници", Facet.AUDIENCE))
    learning.publish(tagged)
    joins = toolkits.toolkit(toolkits.step("Прв", joining), title="План", is_joined_plan=True)
    joins.concepts.add(concept("застапување"))
    learning.publish(joins)


def write(plan: Plan, key: str, **answers: str) -> None:
    """As the worksheet saves it for whoever began the plan."""
    worksheet = plans.asked(key)
    asked = {field.key: field for field in worksheet.fields}
    given = [Given(asked[name].identity, value, 0, block_id=asked[name].block_id) for name, value in answers.items()]
    person = plan.members.earliest("pk").person
    services.save_answers(plan, given, Origin("mk", worksheet), by=person, at=timezone.now())


def begun(number: int, *, municipality: str = "") -> list[Plan]:
    """As many plans of as many people."""
    return [plans.plan(accounts.user(), title="Тајна", municipality=municipality) for _ in range(number)]


def hand_in(plan: Plan):
    person = plan.members.earliest("pk").person
    sheets = [plans.asked("joined")]
    request_id = uuid4()
    return services.hand_in(
        plan, sheets, is_whole=True, language="mk", request_id=request_id, by=person, at=timezone.now()
    )


def shown(browser) -> dict[str, dict[str, str]]:
    """What the page says, by table and row."""
    page = BeautifulSoup(browser.get(ADDRESS).content, "html.parser")
    return {
        table["aria-labelledby"].removeprefix("by-"): {
            row.th.get_text(strip=True): row.td.get_text(strip=True) for row in table.tbody.find_all("tr")
        }
        for table in page.select("table.statistics")
    }


def test_plans_are_counted_to_the_nearest_five(coordinator):
    begun(8)

    assert shown(coordinator)["all"] == {"All plans": "10"}


def test_fewer_than_five_are_told_as_none_is(coordinator):
    begun(4, municipality="karposh")

    told = shown(coordinator)
    assert told["all"] == {"All plans": "under 5"}
    assert set(told["region"].values()) == {"under 5"}
    assert "month" not in told


def test_many_plans_of_few_people_are_not_told(coordinator):
    few = [accounts.user() for _ in range(4)]
    for number in range(12):
        plans.plan(few[number % 4], municipality="karposh")

    told = shown(coordinator)
    assert told["all"] == {"All plans": "under 5"}
    assert set(told["region"].values()) == {"under 5"}


def test_others_who_come_into_a_team_do_not_make_it_many_people(coordinator):
    few = [accounts.user() for _ in range(4)]
    for number in range(12):
        plans.plan(few[number % 4], accounts.user())

    assert shown(coordinator)["all"] == {"All plans": "under 5"}


def test_archived_plans_count(coordinator):
    for plan in begun(5):
        services.archive(plan, by=plan.members.get().person, at=timezone.now())

    assert shown(coordinator)["all"] == {"All plans": "5"}


def test_a_plan_counts_in_the_region_of_its_municipality(coordinator):
    begun(5, municipality="karposh")
    begun(6, municipality="bitola")
    begun(7)

    told = shown(coordinator)["region"]

    assert len(told) == 9
    assert {name for name, number in told.items() if number == "5"} == {
        "Skopje region",
        "Pelagonia region",
        "no municipality said",
    }


def test_a_plan_counts_for_the_topics_of_toolkits_it_was_written_in_and_not_for_their_readers(coordinator, sheets):
    for plan in begun(5):
        write(plan, "budget", lines="Програма 4")

    assert shown(coordinator)["topic"] == {"буџет": "5", "застапување": "under 5"}


def test_what_was_written_and_taken_out_again_counts_for_no_topic(coordinator, sheets):
    for plan in begun(5):
        write(plan, "budget", lines="Програма 4")
        plan.answers.update(value="")

    assert shown(coordinator)["topic"]["буџет"] == "under 5"


@pytest.mark.parametrize(
    ("answers", "stage"),
    [
        ({}, "begun"),
        ({"a": "да"}, "begun"),
        ({"a": "да", "d": "лично"}, "begun"),
        ({"a": "да", "b": "да"}, "filled in to half"),
        ({"a": "да", "b": "да", "c": "да"}, "filled in"),
    ],
)
def test_each_plan_is_at_one_stage_whatever_its_private_fields_say(coordinator, sheets, answers, stage):
    for plan in begun(5):
        write(plan, "joined", **answers)

    told = shown(coordinator)["stage"]
    assert [name for name, number in told.items() if number == "5"] == [stage]


def test_a_plan_is_handed_in_until_that_is_taken_back(coordinator, sheets):
    handed_in = []
    for plan in begun(5):
        write(plan, "joined", a="да", b="да", c="да")
        handed_in.append(hand_in(plan))
    assert shown(coordinator)["stage"]["handed in"] == "5"

    for each in handed_in:
        services.withdraw(each.plan, each.number, by=each.handed_in_by, at=timezone.now())

    assert shown(coordinator)["stage"] == {
        "begun": "under 5",
        "filled in to half": "under 5",
        "filled in": "5",
        "handed in": "under 5",
    }


def test_months_with_fewer_than_five_are_not_listed(coordinator):
    for number, plan in enumerate(begun(9)):
        Plan.objects.filter(pk=plan.pk).update(begun_at=moment(3) if number < 5 else moment(4))

    assert shown(coordinator)["month"] == {"March 2025": "5"}


def test_an_answer_that_an_editor_made_private_says_no_region(coordinator):
    begun(5, municipality="karposh")
    asked = toolkits.field(FieldKind.MUNICIPALITY, "where", shared_key="municipality", is_private=True)
    toolkits.toolkit(toolkits.step("Прв", toolkits.worksheet(asked)))

    told = shown(coordinator)["region"]

    assert [name for name, number in told.items() if number == "5"] == ["no municipality said"]


def test_nothing_that_a_plan_says_is_on_the_page_or_in_its_files(coordinator, sheets):
    plans_of_five = begun(5, municipality="karposh")
    people = [plan.members.get().person.email for plan in plans_of_five]
    for plan in plans_of_five:
        write(plan, "joined", a="Отворено", d="Лично")

    for query in ("", "?export=csv"):
        said = coordinator.get(ADDRESS + query).content.decode()
        assert "Skopje" in said
        assert [words for words in ("Тајна", "Отворено", "Лично", "Karposh", *people) if words in said] == []


def test_the_table_for_a_spreadsheet_says_what_the_page_says(coordinator, sheets):
    Concept.objects.filter(name="буџет").update(name="=1+1")
    ConceptLabel.objects.filter(text="буџет").update(text="=1+1")
    for plan in begun(8):
        write(plan, "budget", lines="Програма 4")

    response = coordinator.get(ADDRESS + "?export=csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    heading, first, *others = csv.reader(StringIO(response.content.decode("utf-8-sig")))
    assert heading == ["Figure", "Group", "Value", "How it is counted"]
    assert first[:3] == ["All plans", "All plans", "10"]
    assert ["By topic", "'=1+1", "10"] in [row[:3] for row in others]
    assert ["By stage", "handed in", "under 5"] in [row[:3] for row in others]


def test_the_page_takes_the_same_queries_whatever_it_counts(coordinator, sheets, django_assert_num_queries):
    begun(1)
    coordinator.get(ADDRESS)
    with CaptureQueriesContext(connection) as for_one:
        coordinator.get(ADDRESS)
    for plan in begun(6, municipality="karposh"):
        write(plan, "joined", a="да", b="да", c="да")
        hand_in(plan)

    with django_assert_num_queries(len(for_one)):
        coordinator.get(ADDRESS)


@pytest.mark.parametrize(
    ("role", "status"), [(Role.EDITOR, 200), (Role.COORDINATOR, 200), (Role.MENTOR, 302), (Role.MEMBER, 302)]
)
def test_the_page_is_for_editors_and_coordinators(signed_in, role, status):
    person = accounts.user(role=role)
    accounts.second_factor(person)

    assert signed_in(person).get(ADDRESS).status_code == status


def test_the_reports_lead_there_and_only_for_who_may_see_it(signed_in):
    person = accounts.user(role=Role.EDITOR)
    assert ADDRESS in signed_in(person).get("/admin/").content.decode()

    person.groups.get().permissions.filter(codename="see_statistics_of_plans").delete()

    browser = signed_in(person)
    assert ADDRESS not in browser.get("/admin/").content.decode()
    assert browser.get(ADDRESS).status_code == 302
