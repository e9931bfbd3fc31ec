"""A worksheet that people have filled in is changed: its editor sees what that does first, and no answer is lost."""

from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from jadro.accounts.choices import Role
from learning.plans import changes, services
from learning.plans.choices import Standing
from learning.plans.models import AnswerVersion
from learning.plans.services import Given, Origin
from tests.factories import accounts, plans, toolkits
from tests.factories.learning import translate
from tests.factories.plans import sheet

pytestmark = pytest.mark.django_db

GOAL = toolkits.line("goal", label="Што сакате")
WHY = toolkits.text("why", label="Зошто")


@pytest.fixture
def member():
    return accounts.user()


@pytest.fixture
def editor(signed_in):
    return signed_in(accounts.user(role=Role.EDITOR))


@pytest.fixture
def template():
    return toolkits.worksheet(GOAL, WHY)


@pytest.fixture
def plan(member, template):
    return plans.plan(member)


def rekeyed(field: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """The same field with another key, shared key or mark."""
    return {**field, "value": {**field["value"], **keys}}


def save(plan, by, value="Дом за култура", *, key="problem", field="goal", base=0):
    asked = plans.asked(key)
    its = asked.field(field)
    typed = Given(its.identity, value, base, block_id=its.block_id)
    return services.save_answers(plan, [typed], Origin("mk", asked), by=by, at=timezone.now())


def address(name: str, template) -> str:
    return reverse(f"wagtailsnippets_toolkits_worksheettemplate:{name}", args=[template.pk])


def publish(editor, template, *fields, **values):
    """Presses “publish” in the form of the template."""
    return editor.post(
        address("edit", template), toolkits.form(*fields, **values) | {"action-publish": "action-publish"}
    )


def said_by(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").select_one("main").get_text(" ").split())


def confirm(editor, response, page=None):
    form = BeautifulSoup(page or editor.get(response.url).content, "html.parser").select_one("main form[method=post]")
    sent = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    return editor.post(response.url, sent)


def held(plan, identity) -> Any:
    answer = plan.answers.filter(identity=identity).first()
    return answer.value if answer else None


# --- What the editor sees first --------------------------------------------------------------------------------------


def test_a_change_nobody_notices_is_published_at_once(editor, template, plan, member):
    save(plan, member)

    response = publish(editor, template, rekeyed(GOAL, label="Што сакате да се смени"), WHY)

    assert response.url == reverse("wagtailsnippets_toolkits_worksheettemplate:list")
    assert plans.asked().field("goal").label == "Што сакате да се смени"


def test_a_field_that_goes_is_said_with_how_many_answered_it_and_goes_when_confirmed(editor, template, plan, member):
    save(plan, member)

    response = publish(editor, template, WHY)

    said = said_by(editor.get(response.url))
    assert "Што сакате" in said
    assert "помалку од 5 планови" in said
    assert plans.asked().field("goal") is not None

    assert confirm(editor, response).status_code == 302
    assert plans.asked().field("goal") is None
    assert held(plan, "problem.goal") == "Дом за култура"
    (entry,) = ModelLogEntry.objects.filter(action="plans.worksheet_changed")
    assert "Што сакате" in entry.data["sentences"][0]


def test_no_word_of_an_answer_reaches_the_editor(editor, template, plan, member):
    save(plan, member, "тајна реченица")

    page = editor.get(publish(editor, template, WHY).url).content.decode()

    assert "тајна реченица" not in page
    assert plan.title not in page


def test_from_five_plans_on_their_number_is_said(editor, template):
    for _number in range(5):
        person = accounts.user()
        save(plans.plan(person), person)

    assert "5 планови" in said_by(editor.get(publish(editor, template, WHY).url))


def test_answers_that_would_not_fit_are_said(editor, member):
    options = [toolkits.option("a"), toolkits.option("c"), toolkits.option("b")]
    template = toolkits.worksheet(toolkits.choice("way", options=options))
    plan = plans.plan(member)
    save(plan, member, "b", field="way")

    response = publish(editor, template, toolkits.choice("way", options=options[:2]))

    assert "не одговара" in said_by(editor.get(response.url))


def test_what_would_no_longer_be_private_is_said(editor, member):
    template = toolkits.worksheet(toolkits.text("opinion", is_private=True))
    save(plans.plan(member), member, field="opinion")

    response = publish(editor, template, toolkits.text("opinion"))

    assert "приватно" in said_by(editor.get(response.url))


def test_a_field_that_is_named_anew_and_opened_at_once_is_said_to_be_both(editor, member):
    template = toolkits.worksheet(toolkits.text("opinion", is_private=True))
    save(plans.plan(member), member, field="opinion")

    response = publish(editor, template, rekeyed(toolkits.text("opinion"), key="view"))

    said = said_by(editor.get(response.url))
    assert "се пренесуваат" in said
    assert "приватно" in said


def test_a_translation_has_words_alone_so_that_an_older_draft_of_it_changes_no_plan(template, plan, member):
    save(plan, member)
    translated = translate(template, "sq", title="Problemi")
    translated.fields = [WHY]

    assert changes.impact_of(translated, translated).told == ()


def test_figures_that_changed_meanwhile_are_shown_again(editor, template, plan, member):
    save(plan, member)
    response = publish(editor, template, WHY)
    shown = editor.get(response.url).content
    for _number in range(5):
        person = accounts.user()
        save(plans.plan(person), person)

    answer = confirm(editor, response, shown)

    assert answer.status_code == 409
    assert plans.asked().field("goal") is not None


@pytest.mark.parametrize("name", ["unpublish", "delete"])
def test_a_worksheet_that_is_withdrawn_asks_first(editor, template, plan, member, name):
    save(plan, member)

    shown = editor.post(address(name, template))

    assert shown.status_code == 200
    assert "Што сакате" in said_by(shown)
    template.refresh_from_db()
    assert template.live
    sent = {
        field["name"]: field.get("value", "")
        for field in BeautifulSoup(shown.content, "html.parser").select("main form[method=post] input[name]")
    }
    assert editor.post(address(name, template), sent).status_code == 302
    assert held(plan, "problem.goal") == "Дом за култура"
    assert AnswerVersion.objects.filter(plan=plan).exists()


@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.MENTOR, Role.COORDINATOR])
def test_only_who_may_publish_is_asked(signed_in, editor, template, plan, member, role):
    save(plan, member)
    response = publish(editor, template, WHY)

    browser = signed_in(accounts.user(role=role) if role else accounts.user())

    assert browser.get(response.url).status_code in {302, 403}
    assert browser.post(response.url, {"seen": "x"}).status_code in {302, 403}
    assert plans.asked().field("goal") is not None


# --- What happens to answers -----------------------------------------------------------------------------------------


def test_an_answer_follows_its_field_to_another_key_with_its_history(editor, template, plan, member):
    save(plan, member, "прво")
    save(plan, member, "второ", base=1)

    response = publish(editor, template, rekeyed(GOAL, key="aim"), WHY)
    assert "се пренесуваат" in said_by(editor.get(response.url))
    confirm(editor, response)

    assert held(plan, "problem.aim") == "второ"
    rows = AnswerVersion.objects.filter(plan=plan, identity="problem.aim").order_by("number")
    assert [(each.number, each.value, each.saved_by) for each in rows] == [(1, "прво", member), (2, "второ", member)]


def test_an_answer_follows_a_field_that_becomes_shared(editor, template, plan, member):
    save(plan, member)

    confirm(editor, publish(editor, template, rekeyed(GOAL, shared_key="wish"), WHY))

    assert held(plan, "wish") == "Дом за култура"


def test_where_the_other_key_is_answered_already_both_are_kept_and_one_is_chosen(editor, template, plan, member):
    toolkits.worksheet(toolkits.line("wish", shared_key="wish"), key="other", title="Друг")
    save(plan, member)
    save(plan, member, "Сала", key="other", field="wish")

    confirm(editor, publish(editor, template, rekeyed(GOAL, shared_key="wish"), WHY))

    assert held(plan, "wish") == "Сала"
    (aside,) = AnswerVersion.objects.filter(plan=plan, standing=Standing.ASIDE)
    assert (aside.identity, aside.value) == ("wish", "Дом за култура")


def test_publishing_again_carries_nothing_twice(editor, template, plan, member):
    shared = rekeyed(GOAL, shared_key="wish")
    toolkits.worksheet(toolkits.line("other", shared_key="goal"), key="other", title="Друг")
    publish(editor, template, rekeyed(GOAL, shared_key="goal"), WHY)
    save(plan, member)
    confirm(editor, publish(editor, template, shared, WHY))
    # The other worksheet goes on under the old key; that is not this field's answer any more.
    save(plan, member, "Друго", key="other", field="other", base=1)
    before = list(AnswerVersion.objects.order_by("pk").values())

    publish(editor, template, shared, WHY)

    assert list(AnswerVersion.objects.order_by("pk").values()) == before


def test_what_is_asked_no_more_is_still_read_on_the_worksheet(signed_in, editor, template, plan, member):
    save(plan, member)
    confirm(editor, publish(editor, template, WHY))

    page = BeautifulSoup(signed_in(member).get(sheet(plan)).content, "html.parser")

    section = page.select_one("section[aria-labelledby=no-more]")
    assert "Што сакате" in section.get_text()
    assert "Дом за култура" in section.get_text()


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(["key a", "key b", "shared c", "gone", "back"]), min_size=1, max_size=6))
def test_whatever_is_done_to_a_field_every_text_that_was_typed_stays(member, steps):
    """Through the model, as publishing by workflow and by schedule goes too."""
    template = toolkits.worksheet(GOAL, WHY, key=f"sheet-{uuid4()}")
    plan = plans.plan(member)
    field, is_there, typed = GOAL, True, []
    for number, step in enumerate(steps):
        if is_there:
            asked = plans.asked(template.key)
            its = next(each for each in asked.fields if str(each.block_id) == GOAL["id"])
            answer = plan.answers.filter(identity=its.identity).first()
            words = f"текст {number}"
            base = answer.number if answer else 0
            services.save_answers(
                plan,
                [Given(its.identity, words, base, block_id=its.block_id)],
                Origin("mk", asked),
                by=member,
                at=timezone.now(),
            )
            typed.append(words)
        is_there = step != "gone" if step in ("gone", "back") else is_there
        name, _space, key = step.partition(" ")
        if name == "key":
            field = rekeyed(field, key=key, shared_key="")
        elif name == "shared":
            field = rekeyed(field, shared_key=f"{key}-{template.pk}")
        template.refresh_from_db()
        template.fields = [*([field] if is_there else []), WHY]
        template = toolkits.publish_worksheet(template)

        kept = set(AnswerVersion.objects.filter(plan=plan).values_list("value", flat=True))
        assert set(typed) <= kept
        if is_there and typed:
            its = next(each for each in plans.asked(template.key).fields if str(each.block_id) == GOAL["id"])
            shown = {held(plan, its.identity)} | set(
                AnswerVersion.objects.filter(plan=plan, identity=its.identity, standing=Standing.ASIDE).values_list(
                    "value", flat=True
                )
            )
            assert typed[-1] in shown
