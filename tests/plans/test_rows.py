"""Two people in one table: what they do to different rows goes together, a row that both changed is asked about, and
nothing that nobody replaced is ever missing."""

from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning.plans import queries, services
from learning.plans.choices import Standing
from learning.plans.rows import join
from learning.plans.services import Given, Origin, RequestReused
from learning.toolkits.choices import MOST_ROWS
from tests.factories import accounts, plans, toolkits

pytestmark = pytest.mark.django_db

COSTS = "problem.costs"


def row(key: str, what: str) -> dict[str, str]:
    return {"id": key, "what": what}


@pytest.fixture
def member():
    return accounts.user(first_name="Ана", last_name="")


@pytest.fixture
def mate():
    return accounts.user(first_name="Беким", last_name="")


@pytest.fixture
def plan(member, mate):
    return plans.plan(member, mate)


class Open:
    """A page with the table, open at somebody: what it shows, and the version its next save is based on."""

    def __init__(self, plan, person) -> None:
        self.plan, self.person, self.form, self.turn = plan, person, uuid4(), 0
        answer = plan.answers.filter(identity=COSTS).first()
        self.rows: dict[str, str] = {each["id"]: each["what"] for each in answer.value} if answer else {}
        self.base = answer.number if answer else 0

    def send(self, *, turn: int | None = None, base: int | None = None, request_id: UUID | None = None):
        """Saves what it shows; the answer is not here yet."""
        self.turn += 1
        typed = Given(
            COSTS,
            [row(*each) for each in self.rows.items()],
            self.base if base is None else base,
            request_id or uuid4(),
        )
        origin = Origin("mk", form=self.form, turn=turn or self.turn)
        return services.save_answers(self.plan, [typed], origin, by=self.person, at=timezone.now())

    def save(self):
        made = self.send()
        shown = queries.last_typed(self.plan, COSTS, self.form)
        if made and shown is not None:
            self.base = shown.number
        return made


def answer(plan) -> dict[str, str]:
    return {each["id"]: each["what"] for each in plan.answers.get(identity=COSTS).value}


def kept_aside(plan) -> list[dict[str, str]]:
    rows = plan.versions.filter(identity=COSTS, standing=Standing.ASIDE).order_by("number")
    return [{each["id"]: each["what"] for each in version.value} for version in rows]


def both_open(plan, *people, **rows: str) -> list[Open]:
    first = Open(plan, people[0])
    first.rows = dict(rows)
    first.save()
    return [Open(plan, person) for person in people]


def test_what_two_do_to_different_rows_is_taken_without_asking(plan, member, mate):
    hers, his = both_open(plan, member, mate, a="Сала", b="Струја", c="Вода")
    hers.rows |= {"a": "Сала од Ана", "d": "Нов ред од Ана"}
    his.rows |= {"b": "Струја од Беким", "e": "Нов ред од Беким"}
    del his.rows["c"]

    hers.save()
    his.save()

    assert answer(plan) == {
        "a": "Сала од Ана",
        "b": "Струја од Беким",
        "d": "Нов ред од Ана",
        "e": "Нов ред од Беким",
    }
    assert kept_aside(plan) == []


def test_of_a_row_that_both_changed_one_is_kept_aside_and_the_rest_is_taken(plan, member, mate):
    hers, his = both_open(plan, member, mate, a="Сала", b="Струја")
    hers.rows["a"] = "Сала од Ана"
    his.rows |= {"a": "Сала од Беким", "b": "Струја од Беким"}

    hers.save()
    his.save()

    assert answer(plan) == {"a": "Сала од Ана", "b": "Струја од Беким"}
    assert kept_aside(plan) == [{"a": "Сала од Беким", "b": "Струја од Беким"}]


@pytest.mark.parametrize("is_removed_first", [True, False])
def test_a_row_that_one_took_away_and_the_other_changed_is_asked_about(plan, member, mate, is_removed_first):
    hers, his = both_open(plan, member, mate, a="Сала", b="Струја")
    del hers.rows["a"]
    his.rows["a"] = "Сала од Беким"

    for each in (hers, his) if is_removed_first else (his, hers):
        each.save()

    with_it, without = {"a": "Сала од Беким", "b": "Струја"}, {"b": "Струја"}
    assert (answer(plan), kept_aside(plan)) == ((without, [with_it]) if is_removed_first else (with_it, [without]))


def test_the_page_goes_on_from_what_it_shows_and_takes_away_nothing_it_never_showed(plan, member, mate):
    hers, his = both_open(plan, member, mate, a="Сала")
    hers.rows["b"] = "Од Ана"
    hers.save()
    for words in ("Од Бе", "Од Беким"):
        his.rows["c"] = words
        his.save()

    assert answer(plan) == {"a": "Сала", "b": "Од Ана", "c": "Од Беким"}
    assert kept_aside(plan) == []


def test_whoever_goes_on_typing_in_a_disputed_row_is_asked_once(plan, member, mate):
    hers, his = both_open(plan, member, mate, a="Сала", b="Струја")
    hers.rows["a"] = "Сала од Ана"
    hers.save()
    for words in ("Сала од Бе", "Сала од Беким"):
        his.rows["a"] = words
        his.save()

    assert [each["a"] for each in kept_aside(plan)] == ["Сала од Беким"]


def test_saves_of_one_page_that_were_not_answered_yet_do_not_dispute_with_each_other(plan, member, mate):
    hers, his = both_open(plan, member, mate, a="Сала")
    hers.rows["b"] = "Од Ана"
    hers.save()
    for words in ("Од Бе", "Од Беким"):
        his.rows["c"] = words
        his.send()

    assert answer(plan)["c"] == "Од Беким"
    assert kept_aside(plan) == []


def test_an_edit_that_arrives_after_a_later_one_of_its_page_waits_for_nobody(plan, member, mate):
    hers, his = both_open(plan, member, mate, a="Сала")
    hers.rows["b"] = "Од Ана"
    hers.save()
    his.rows["c"] = "Од Беким"
    his.send(turn=2)
    his.rows["c"] = "Од Бе"
    (late,) = his.send(turn=1)

    assert late.standing == Standing.EARLIER
    assert answer(plan)["c"] == "Од Беким"


def test_the_same_save_sent_twice_is_one(plan, member, mate):
    hers, his = both_open(plan, member, mate, a="Сала")
    hers.rows["a"] = "Сала од Ана"
    hers.save()
    his.rows["a"] = "Сала од Беким"
    request_id = uuid4()

    first, again = (his.send(request_id=request_id) for _time in range(2))
    number = plan.versions.count()
    his.rows["a"] = "Нешто друго"
    with pytest.raises(RequestReused):
        his.send(request_id=request_id)

    assert first == again
    assert plan.versions.count() == number


def test_when_the_beside_one_is_taken_rows_that_were_written_since_stay(plan, member, mate):
    hers, his = both_open(plan, member, mate, a="Сала", b="Струја")
    hers.rows["a"] = "Сала од Ана"
    hers.save()
    his.rows |= {"a": "Сала од Беким", "b": "Струја од Беким"}
    his.save()
    later = Open(plan, member)
    later.rows |= {"b": "Струја потоа", "c": "Вода"}
    later.save()
    aside = plan.versions.get(standing=Standing.ASIDE)

    services.settle(plan, COSTS, aside.number, takes_it=True, language="mk", by=mate, at=timezone.now())

    assert answer(plan) == {"a": "Сала од Беким", "b": "Струја потоа", "c": "Вода"}


def test_more_rows_than_a_table_may_have_are_not_joined(plan, member, mate):
    hers, his = both_open(plan, member, mate, a="Сала")
    hers.rows |= {f"h{number}": "Од Ана" for number in range(MOST_ROWS - 10)}
    hers.save()
    his.rows |= {f"b{number}": "Од Беким" for number in range(20)}
    his.save()

    assert "b0" not in answer(plan)
    assert kept_aside(plan) == [his.rows]


KEYS = st.sampled_from("abcd")
TABLES = st.dictionaries(KEYS, st.sampled_from("xyz"), max_size=4)


@given(TABLES, TABLES, TABLES)
def test_joined_rows_are_those_of_whoever_changed_them(before, now, typed):
    tables = [[row(*each) for each in table.items()] for table in (before, now, typed)]
    joined = join(*tables)
    value, other = ({each["id"]: each["what"] for each in side} for side in (joined.value, joined.other))

    for key in "abcd":
        was, there, here = before.get(key), now.get(key), typed.get(key)
        if there in (was, here):
            assert value.get(key) == other.get(key) == here
        elif here == was:
            assert value.get(key) == other.get(key) == there
        else:
            assert key in joined.disputed
            assert (value.get(key), other.get(key)) == (there, here)
    assert joined.disputed == {key for key in "abcd" if value.get(key) != other.get(key)}


WRITERS = st.integers(0, 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), WRITERS, KEYS),
        st.tuples(st.just("take away"), WRITERS, KEYS),
        st.tuples(st.just("save"), WRITERS, st.just("")),
        st.tuples(st.just("open"), WRITERS, st.just("")),
        st.tuples(st.just("choose"), WRITERS, st.sampled_from(["now", "aside"])),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_nothing_that_nobody_replaced_is_missing(steps):
    """Two write, take away, save, open the page anew and choose, in any order. Every text is another; whoever writes
    over one that they see, takes it away or chooses against it replaces it. All others are in the answer or kept aside.
    """
    people = accounts.user(), accounts.user()
    plan = plans.plan(*people)
    pages = [Open(plan, person) for person in people]
    words = (f"збор {number}" for number in count())
    typed: dict[str, str] = {}  # texts that were saved, by themselves, and their rows
    replaced: set[str] = set()
    over: list[dict[str, str]] = [{}, {}]  # what each saw in rows that they changed since their last save

    def save(number: int) -> None:
        pages[number].save()
        replaced.update(over[number].values())
        typed.update({text: key for key, text in pages[number].rows.items()})
        over[number] = {}

    for what, number, key in steps:
        page = pages[number]
        if what in ("write", "take away"):
            if key in page.rows and page.rows[key] in typed:
                over[number].setdefault(key, page.rows[key])
            page.rows.pop(key, None)
            if what == "write":
                page.rows[key] = next(words)
        elif what == "save":
            save(number)
        elif what == "open":
            save(number)
            pages[number] = Open(plan, people[number])
        elif (aside := plan.versions.filter(standing=Standing.ASIDE).order_by("number").first()) is not None:
            against = dict(answer(plan)) if key == "aside" else {each["id"]: each["what"] for each in aside.value}
            services.settle(
                plan, COSTS, aside.number, takes_it=key == "aside", language="mk", by=people[0], at=timezone.now()
            )
            replaced.update(set(against.values()) - set(answer(plan).values()))

    held = {
        text for side in [answer(plan) if plan.answers.exists() else {}, *kept_aside(plan)] for text in side.values()
    }
    assert set(typed) - replaced - held == set()
    everything = {each["what"] for version in plan.versions.all() for each in version.value}
    assert set(typed) <= everything


# --- Through the door ------------------------------------------------------------------------------------------------


def typed_rows(browser, plan, **words: Any) -> dict[str, Any]:
    return plans.typed(browser.get(plans.sheet(plan)), **{f"f__costs__{name}": value for name, value in words.items()})


def save_field(browser, plan, sent: dict[str, Any]):
    return browser.post(reverse("plans:save_field", args=[plan.pk, "problem", "costs"]), sent)


@pytest.fixture
def two(signed_in, plan, member, mate):
    """Both have the same table open, with two rows."""
    toolkits.worksheet(toolkits.table("costs", columns=[toolkits.column("what")]))
    browsers = signed_in(member), signed_in(mate)
    browsers[0].post(plans.sheet(plan), typed_rows(browsers[0], plan, **{"0__c__what": "Сала", "1__c__what": "Струја"}))
    return browsers


def test_a_script_is_told_of_rows_that_others_wrote_and_goes_on_from_its_own(plan, two):
    hers, his = two
    her_sheet, his_sheet = (typed_rows(each, plan) for each in two)
    save_field(hers, plan, her_sheet | {"f-costs-0-c-what": "Сала од Ана"})

    first = save_field(his, plan, his_sheet | {"f-costs-1-c-what": "Струја од Бе"})
    again = save_field(
        his,
        plan,
        his_sheet | {"f-costs-1-c-what": "Струја од Беким", "f-costs-base": first.json()["number"], "turn": "2"},
    )

    assert (first.status_code, again.status_code) == (200, 200)
    assert "редови што некој друг ги напиша" in first.json()["message"]
    assert list(answer(plan).values()) == ["Сала од Ана", "Струја од Беким"]


def test_a_script_that_changed_nothing_after_all_is_not_told_to_go_on_from_what_it_never_showed(plan, two):
    hers, his = two
    her_sheet, his_sheet = (typed_rows(each, plan) for each in two)
    save_field(hers, plan, her_sheet | {"f-costs-2-c-what": "Од Ана"})

    response = save_field(his, plan, his_sheet)

    assert str(response.json()["number"]) == his_sheet["f-costs-base"]


def test_the_page_shows_the_rows_that_differ_and_takes_the_choice(plan, two):
    hers, his = two
    her_sheet, his_sheet = (typed_rows(each, plan) for each in two)
    hers.post(plans.sheet(plan), her_sheet | {"f-costs-0-c-what": "Сала од Ана"})

    response = his.post(
        plans.sheet(plan),
        his_sheet | {"f-costs-0-c-what": "Сала од Беким", "f-costs-1-c-what": "Струја од Беким"},
        follow=True,
    )

    (asked,) = BeautifulSoup(response.content, "html.parser").select(".note.wait[id^=aside]")
    assert [each.get_text() for each in asked.select("section > h3")] == ["Ред 1 · сменето"]
    assert "Струја" not in asked.get_text()

    form = asked.select_one("form")
    number = asked.select_one("[name=number]")
    assert form is not None
    assert number is not None
    his.post(str(form["action"]), {"number": number["value"], "choice": "aside"})

    assert list(answer(plan).values()) == ["Сала од Беким", "Струја од Беким"]
