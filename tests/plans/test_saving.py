"""Answers of a plan: nothing that somebody typed is lost, and nothing is overwritten without a word."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning.plans import queries, services
from learning.plans.choices import MUNICIPALITY, Standing
from learning.plans.models import Answer, AnswerVersion
from learning.plans.services import Given, Origin
from tests.factories import accounts, plans

pytestmark = pytest.mark.django_db

GOAL = "goal"


@pytest.fixture
def member():
    return accounts.user()


@pytest.fixture
def mate():
    return accounts.user()


@pytest.fixture
def plan(member, mate):
    return plans.plan(member, mate)


def save(plan, value, *, by, base=0, form=None, turn=0, request_id=None, identity=GOAL):
    given = Given(identity, value, base, request_id or uuid4())
    made = services.save_answers(plan, [given], Origin("mk", form=form, turn=turn), by=by, at=timezone.now())
    return made[0] if made else None


def answer(plan, identity=GOAL) -> Answer:
    return plan.answers.get(identity=identity)


def standings(plan) -> list[tuple[int, str, str]]:
    rows = plan.versions.filter(identity=GOAL).order_by("number")
    return list(rows.values_list("number", "value", "standing"))


def test_what_is_said_when_a_plan_is_begun_is_its_first_answer(member):
    plan = plans.plan(member, municipality="karposh")

    assert answer(plan, MUNICIPALITY).value == "karposh"
    assert queries.municipality_of(plan).code == "karposh"


def test_a_plan_begun_twice_with_the_same_form_is_one(member, mate):
    request_id = uuid4()
    asked: dict[str, Any] = {"municipality": "", "institution": None, "language": "mk", "at": timezone.now()}
    first = services.begin(member, title="А", request_id=request_id, **asked)

    assert services.begin(member, title="А", request_id=request_id, **asked) == first
    with pytest.raises(services.RequestReused):
        services.begin(mate, title="А", request_id=request_id, **asked)


def test_each_save_is_a_version_and_the_last_one_holds(plan, member):
    save(plan, "прво", by=member)
    save(plan, "второ", by=member, base=1)

    assert standings(plan) == [(1, "прво", Standing.TAKEN), (2, "второ", Standing.TAKEN)]
    assert (answer(plan).number, answer(plan).value, answer(plan).saved_by) == (2, "второ", member)


def test_saying_the_same_again_makes_no_version(plan, member, mate):
    save(plan, "исто", by=member)

    assert save(plan, "исто", by=mate, base=1) is None
    assert len(standings(plan)) == 1


def test_the_same_save_sent_twice_is_one_version(plan, member):
    request_id = uuid4()
    first = save(plan, "еднаш", by=member, request_id=request_id)

    assert save(plan, "еднаш", by=member, request_id=request_id) == first
    assert len(standings(plan)) == 1


def test_a_save_whose_name_stands_for_another_text_is_refused(plan, member):
    request_id = uuid4()
    save(plan, "едно", by=member, request_id=request_id)

    with pytest.raises(services.RequestReused):
        save(plan, "друго", by=member, base=1, request_id=request_id)
    assert answer(plan).value == "едно"


def test_a_save_over_somebody_elses_newer_one_is_kept_beside_it(plan, member, mate):
    save(plan, "почеток", by=member, form=uuid4())
    save(plan, "од Ана", by=member, base=1, form=uuid4())

    late = save(plan, "од Беким", by=mate, base=1, form=uuid4())

    assert (late.standing, answer(plan).value) == (Standing.ASIDE, "од Ана")
    assert [each.value for each in queries.kept_aside(plan, [GOAL])[GOAL]] == ["од Беким"]


def test_a_second_tab_of_the_same_person_overwrites_nothing_either(plan, member):
    first, second = uuid4(), uuid4()
    save(plan, "почеток", by=member, form=first)
    save(plan, "во првиот", by=member, base=1, form=first, turn=2)

    assert save(plan, "во вториот", by=member, base=1, form=second, turn=1).standing == Standing.ASIDE


def test_edits_of_one_page_that_arrive_out_of_order_end_with_the_last_typed(plan, member):
    """Three were queued without a connection; they arrive 3, 1, 2, and one of them twice."""
    form = uuid4()
    first, second, third = (uuid4() for _number in range(3))
    save(plan, "трето", by=member, form=form, turn=3, request_id=third)
    save(plan, "прво", by=member, form=form, turn=1, request_id=first)
    save(plan, "второ", by=member, form=form, turn=2, request_id=second)
    save(plan, "прво", by=member, form=form, turn=1, request_id=first)

    assert answer(plan).value == "трето"
    assert standings(plan) == [
        (1, "трето", Standing.TAKEN),
        (2, "прво", Standing.EARLIER),
        (3, "второ", Standing.EARLIER),
    ]


@pytest.mark.parametrize(("takes_it", "holds"), [(True, "од Беким"), (False, "од Ана")])
def test_whoever_chooses_between_two_loses_neither(plan, member, mate, takes_it, holds):
    save(plan, "од Ана", by=member, form=uuid4())
    aside = save(plan, "од Беким", by=mate, form=uuid4())

    for _time in range(2):
        services.settle(plan, GOAL, aside.number, takes_it=takes_it, language="mk", by=member, at=timezone.now())

    assert answer(plan).value == holds
    assert {value for _number, value, _standing in standings(plan)} == {"од Ана", "од Беким"}
    assert queries.kept_aside(plan, [GOAL]) == {}


def test_an_older_version_that_is_restored_is_a_new_one(plan, member, mate):
    for number, value in enumerate(["прво", "второ", "трето"]):
        save(plan, value, by=member, base=number)

    services.restore(plan, GOAL, 1, language="mk", by=mate, at=timezone.now())

    assert (answer(plan).number, answer(plan).value, answer(plan).saved_by) == (4, "прво", mate)
    assert plan.versions.get(number=4).restored == 1
    assert [value for _number, value, _standing in standings(plan)] == ["прво", "второ", "трето", "прво"]


def test_a_version_that_is_not_there_is_not_restored(plan, member):
    save(plan, "прво", by=member)

    with pytest.raises(services.VersionGone):
        services.restore(plan, GOAL, 7, language="mk", by=member, at=timezone.now())


def test_whoever_left_the_team_saves_nothing_any_more(plan, member, mate):
    plan.members.filter(person=mate).update(left_at=timezone.now())

    with pytest.raises(services.NotOfTeam):
        save(plan, "уште нешто", by=mate)
    assert not plan.answers.exists()


def test_an_archived_plan_takes_nothing_until_it_is_out_again(plan, member):
    services.archive(plan, by=member, at=timezone.now())
    with pytest.raises(services.IsArchived):
        save(plan, "уште нешто", by=member)

    services.take_out(plan, by=member)

    assert save(plan, "уште нешто", by=member).standing == Standing.TAKEN


# What may happen: who saves, on which of their pages, what, and how many versions behind the present one they are.
SAVE = st.tuples(st.integers(0, 1), st.integers(0, 1), st.sampled_from("абвгд"), st.integers(0, 3))
SAVES = st.lists(SAVE, min_size=1, max_size=14)


@pytest.mark.long
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(saves=SAVES)
def test_whatever_order_people_and_tabs_save_in_every_text_is_there_and_the_answer_is_a_version(saves, member, mate):
    plan = plans.plan(member, mate)
    people, pages = (member, mate), {(who, page): uuid4() for who in (0, 1) for page in (0, 1)}
    turns = dict.fromkeys(pages, 0)
    for who, page, value, behind in saves:
        before = plan.answers.filter(identity=GOAL).first()
        turns[who, page] += 1
        base = max(0, (before.number if before else 0) - behind)
        made = save(plan, value, by=people[who], base=base, form=pages[who, page], turn=turns[who, page])

        assert AnswerVersion.objects.filter(plan=plan, identity=GOAL, value=value).exists()
        now = answer(plan)
        its = plan.versions.get(identity=GOAL, number=now.number)
        assert (its.value, its.standing, its.saved_by_id) == (now.value, Standing.TAKEN, now.saved_by_id)
        if before is not None and made is not None and made.standing == Standing.TAKEN and base < before.number:
            # Only texts of the writer's own page were replaced unseen.
            since = plan.versions.filter(identity=GOAL, standing=Standing.TAKEN)
            since = since.filter(number__gt=base, number__lt=made.number)
            assert {each.form for each in since} <= {pages[who, page]}
    numbers = plan.versions.filter(identity=GOAL).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, len(numbers) + 1))
