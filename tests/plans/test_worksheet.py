"""A worksheet of a plan as its member fills it in, with and without a script."""

from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.urls import reverse

from learning.plans.choices import Standing
from learning.plans.views.worksheets import UNSAVED
from learning.toolkits.choices import FieldKind
from tests.factories import accounts, plans, toolkits

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return accounts.user()


@pytest.fixture
def browser(signed_in, member):
    return signed_in(member)


@pytest.fixture
def plan(member):
    return plans.plan(member)


def values(plan) -> dict:
    return dict(plan.answers.values_list("identity", "value"))


def send(browser, plan, key="problem", **typed):
    """Opens the worksheet, types, and presses the button."""
    opened = browser.get(plans.sheet(plan, key))
    return browser.post(plans.sheet(plan, key), plans.typed(opened, **typed), follow=True)


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def attribute(page: BeautifulSoup, selector: str, name: str) -> str:
    (found,) = page.select(selector)
    return str(found[name])


# --- Every kind of field ---------------------------------------------------------------------------------------------

# What is typed for a field of each kind, what is kept, and what its control shows again.
KINDS: dict[FieldKind, tuple[dict[str, Any], Any, Any]] = {
    FieldKind.SHORT_TEXT: ({"f__short_text": " Нема сала "}, "Нема сала", "Нема сала"),
    FieldKind.LONG_TEXT: ({"f__long_text": "Прво.\nВторо."}, "Прво.\nВторо.", "Прво.\nВторо."),
    FieldKind.CHOICE: ({"f__choice": "da"}, "da", "da"),
    FieldKind.CHOICES: ({"f__choices": ["da", "ne"]}, ["da", "ne"], ["da", "ne"]),
    FieldKind.YES_NO: (
        {"f__yes_no": "no", "f__yes_no__reason": "Нема пари"},
        {"answer": "no", "reason": "Нема пари"},
        "no",
    ),
    FieldKind.NUMBER: ({"f__number": "1 234,50"}, "1234.5", "1234.5"),
    FieldKind.MONEY: (
        {"f__money": "1200", "f__money__currency": "EUR"},
        {"amount": "1200", "currency": "EUR"},
        "1200",
    ),
    FieldKind.DATE: ({"f__date": "8.3.2027"}, "2027-03-08", "2027-03-08"),
    FieldKind.MUNICIPALITY: ({"f__municipality": "karposh"}, "karposh", "karposh"),
    FieldKind.INSTITUTION: ({"f__institution": "council-karposh"}, "council-karposh", "council-karposh"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_keeps_what_was_typed_and_shows_it_again(browser, plan, kind):
    toolkits.worksheet(toolkits.field(kind))
    typed, kept, shown = KINDS[kind]

    response = send(browser, plan, **typed)

    assert values(plan) == {f"problem.{kind.value}": kept}
    assert str(next(iter(get_messages(response.wsgi_request)))).startswith("Зачувано во")
    assert response.context["sheet"].fields[0].parts[0].value() == shown


def test_rows_of_a_table_keep_their_names_when_others_are_added_and_taken_away(browser, plan):
    toolkits.worksheet(toolkits.table())
    send(
        browser,
        plan,
        **{"f__table__0__c__what": "Сала", "f__table__0__c__cost": "1.200,50", "f__table__2__c__what": "Печат"},
    )
    first, second = values(plan)["problem.table"]

    send(browser, plan, **{"f__table__0__DELETE": "on", "f__table__2__c__what": "Превод"})

    assert (first["what"], first["cost"], second["what"]) == ("Сала", "1200.5", "Печат")
    rows = values(plan)["problem.table"]
    assert [row["what"] for row in rows] == ["Печат", "Превод"]
    assert rows[0]["id"] == second["id"]
    assert len({first["id"], *(row["id"] for row in rows)}) == 3


def test_a_new_row_that_is_saved_twice_from_the_same_page_is_one(browser, plan):
    toolkits.worksheet(toolkits.table())
    opened = plans.typed(browser.get(plans.sheet(plan)), **{"f__table__0__c__what": "Сала"})
    field = reverse("plans:save_field", args=[plan.pk, "problem", "table"])
    saved = browser.post(field, opened).json()

    browser.post(field, opened | {"turn": "2", "f-table-base": str(saved["number"]), "f-table-1-c-what": "Печат"})

    rows = values(plan)["problem.table"]
    first = plan.versions.get(number=1).value
    assert [row["what"] for row in rows] == ["Сала", "Печат"]
    assert rows[0]["id"] == first[0]["id"]


def test_the_power_map_is_drawn_from_its_rows_and_says_in_words_where_everybody_stands(browser, plan):
    toolkits.worksheet(toolkits.stakeholders(is_private=True))

    response = send(
        browser,
        plan,
        **{
            "f__stakeholders__0__c__role": "Градоначалничка",
            "f__stakeholders__0__c__influence": "5",
            "f__stakeholders__0__c__support": "0",
            "f__stakeholders__1__c__role": "Без место",
        },
    )

    (drawing,) = soup(response).select("svg.power")
    assert drawing["aria-label"] == "Мапа на моќ. 1 Градоначалничка: влијание 5 од 5, неодлучно"
    assert [label.text for label in drawing.select(".number")] == ["1"]


def test_the_timeline_is_drawn_in_the_order_of_time(browser, plan):
    toolkits.worksheet(toolkits.timeline())

    response = send(
        browser,
        plan,
        **{
            "f__timeline__0__c__day": "2027-05-01",
            "f__timeline__0__c__what": "Расправа",
            "f__timeline__1__c__day": "2027-02-01",
            "f__timeline__1__c__what": "Средба",
        },
    )

    said = attribute(soup(response), "svg.days", "aria-label")
    assert said.index("Средба") < said.index("Расправа")


# --- What is wrong ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (toolkits.number(most="10"), {"f__number": "11"}),
        (toolkits.number(), {"f__number": "неколку"}),
        (toolkits.day(), {"f__date": "утре"}),
        (toolkits.choice(), {"f__choice": "never offered"}),
        (toolkits.line(max_length=10), {"f__short_text": "а" * 11}),
        (toolkits.municipality(), {"f__municipality": "atlantida"}),
        (toolkits.money(), {"f__money": "-5"}),
    ],
)
def test_a_wrong_value_is_told_beside_its_field_with_all_that_was_typed_and_nothing_is_saved(
    browser, plan, field, typed
):
    toolkits.worksheet(field, toolkits.text())

    response = send(browser, plan, **typed, f__long_text="Останува")

    page = soup(response)
    assert response.status_code == 422
    assert page.title.text.startswith("Грешка:")
    assert page.select_one(f"#field-{field['value']['key']} .error")
    assert page.select_one("textarea[name=f-long_text]").text.strip() == "Останува"
    assert not plan.versions.exists()


def test_a_row_that_is_taken_away_need_not_be_right(browser, plan):
    toolkits.worksheet(toolkits.table())
    typed = {"f__table__0__c__what": "Сала", "f__table__1__c__cost": "неколку", "f__table__1__DELETE": "on"}

    send(browser, plan, **typed)

    assert [row["what"] for row in values(plan)["problem.table"]] == ["Сала"]


def test_a_table_with_a_thousand_rows_is_refused_in_words(browser, plan):
    toolkits.worksheet(toolkits.table())
    rows = {f"f__table__{number}__c__what": "ред" for number in range(1000)}

    response = send(browser, plan, **rows, f__table__TOTAL_FORMS="1000")

    assert response.status_code == 422
    assert "Најмногу 200 редови." in response.content.decode()
    assert not plan.versions.exists()


def test_a_form_that_did_not_arrive_whole_saves_nothing(browser, plan):
    toolkits.worksheet(toolkits.line())

    response = browser.post(plans.sheet(plan), {"f-short_text": "без образец"})

    assert response.status_code == 400
    assert not plan.versions.exists()


# --- The same question in several worksheets ------------------------------------------------------------------------


@pytest.fixture
def two_worksheets():
    first = toolkits.worksheet(toolkits.line("goal", shared_key="goal"), key="first", title="Прв лист")
    second = toolkits.worksheet(
        toolkits.line("aim", shared_key="goal"), toolkits.text(), key="second", title="Втор лист"
    )
    toolkits.toolkit(toolkits.step("Еден", first), toolkits.step("Два", second))


def test_what_one_worksheet_asked_is_offered_in_the_other_with_where_it_comes_from(browser, plan, two_worksheets):
    send(browser, plan, "first", f__goal="Дом за култура")

    page = soup(browser.get(plans.sheet(plan, "second")))

    note = page.select_one("#field-aim .note")
    assert attribute(page, "input[name=f-aim]", "value") == "Дом за култура"
    assert "Прв лист" in note.text
    assert "Од вашиот план" in note.text


def test_taking_it_changes_nothing_in_the_plan_and_is_offered_no_more(browser, plan, two_worksheets):
    send(browser, plan, "first", f__goal="Дом за култура")

    browser.post(reverse("plans:take", args=[plan.pk, "second", "aim"]))

    page = soup(browser.get(plans.sheet(plan, "second")))
    assert page.select_one("#field-aim .note") is None
    assert plan.versions.count() == 1


def test_editing_it_changes_the_one_answer_in_both(browser, plan, two_worksheets):
    send(browser, plan, "first", f__goal="Дом за култура")
    send(browser, plan, "second", f__aim="Дом за млади")

    assert values(plan) == {"goal": "Дом за млади"}
    assert attribute(soup(browser.get(plans.sheet(plan, "first"))), "input[name=f-goal]", "value") == "Дом за млади"


def test_leaving_it_confirms_nothing(browser, plan, two_worksheets):
    send(browser, plan, "first", f__goal="Дом за култура")
    send(browser, plan, "second", f__long_text="друго")

    assert not plan.confirmations.exists()
    assert plan.versions.filter(identity="goal").count() == 1


def test_what_was_taken_is_offered_again_when_it_changed_since(browser, plan, two_worksheets):
    send(browser, plan, "first", f__goal="Дом за култура")
    browser.post(reverse("plans:take", args=[plan.pk, "second", "aim"]))
    send(browser, plan, "first", f__goal="Дом за млади")

    assert soup(browser.get(plans.sheet(plan, "second"))).select_one("#field-aim .note")


# --- Two at once, and signed out --------------------------------------------------------------------------------------


@pytest.fixture
def mate():
    return accounts.user(first_name="Беким", last_name="")


@pytest.fixture
def shared(member, mate):
    return plans.plan(member, mate)


def test_two_who_save_at_once_see_both_texts_and_choose(browser, signed_in, shared, mate):
    toolkits.worksheet(toolkits.line())
    his = signed_in(mate)
    hers_opened, his_opened = (plans.typed(each.get(plans.sheet(shared))) for each in (browser, his))
    browser.post(plans.sheet(shared), hers_opened | {"f-short_text": "од Ана"})

    response = his.post(plans.sheet(shared), his_opened | {"f-short_text": "од Беким"}, follow=True)

    page = soup(response)
    both = page.select_one(".note.wait .two").text
    assert "од Ана" in both
    assert "од Беким" in both
    assert values(shared) == {"problem.short_text": "од Ана"}
    choose = "form[action*=settle]"
    number = attribute(page, f"{choose} [name=number]", "value")
    his.post(attribute(page, choose, "action"), {"number": number, "choice": "aside"})
    assert values(shared) == {"problem.short_text": "од Беким"}


def test_fields_that_nobody_touched_collide_with_nothing(browser, signed_in, shared, mate):
    toolkits.worksheet(toolkits.line(), toolkits.text())
    send(browser, shared, f__short_text="почеток")
    his = signed_in(mate)
    opened = plans.typed(his.get(plans.sheet(shared)))
    send(browser, shared, f__short_text="ново")

    his.post(plans.sheet(shared), opened | {"f-long_text": "од Беким"})

    assert values(shared) == {"problem.short_text": "ново", "problem.long_text": "од Беким"}
    assert not shared.versions.filter(standing=Standing.ASIDE).exists()


def test_text_typed_when_the_sign_in_had_run_out_is_there_after_signing_in_again(browser, member, plan):
    toolkits.worksheet(toolkits.line(), toolkits.text())
    opened = plans.typed(browser.get(plans.sheet(plan)))
    browser.logout()

    away = browser.post(plans.sheet(plan), opened | {"f-short_text": "долго пишувано"})
    browser.force_login(member)
    back = browser.get(plans.sheet(plan))

    assert away.status_code == 302
    assert plans.sheet(plan) in away.url
    assert attribute(soup(back), "input[name=f-short_text]", "value") == "долго пишувано"
    assert not plan.versions.exists()
    browser.post(plans.sheet(plan), plans.typed(back))
    assert values(plan) == {"problem.short_text": "долго пишувано"}
    assert soup(browser.get(plans.sheet(plan))).select_one(".note.wait") is None


def test_a_visitor_stores_no_book_in_a_session(client, plan):
    toolkits.worksheet(toolkits.text())

    client.post(plans.sheet(plan), {"f-long_text": "а" * 100_000})

    assert UNSAVED not in client.session


# --- Saved while it is typed -----------------------------------------------------------------------------------------


def save_one(browser, plan, opened, key="short_text", **changes):
    return browser.post(reverse("plans:save_field", args=[plan.pk, "problem", key]), opened | changes)


def test_a_field_is_saved_alone_with_a_receipt(browser, plan):
    toolkits.worksheet(toolkits.line(), toolkits.text())
    opened = plans.typed(browser.get(plans.sheet(plan)))

    response = save_one(browser, plan, opened, **{"f-short_text": "само ова", "f-long_text": "а ова не"})

    assert values(plan) == {"problem.short_text": "само ова"}
    assert response.json()["number"] == 1
    assert response.json()["message"].startswith("Зачувано во")


def test_a_save_that_is_sent_again_is_answered_like_the_first(browser, plan):
    toolkits.worksheet(toolkits.line())
    opened = plans.typed(browser.get(plans.sheet(plan)), f__short_text="еднаш")

    first, again = (save_one(browser, plan, opened) for _time in range(2))

    assert (first.json(), plan.versions.count()) == (again.json(), 1)


def test_what_is_wrong_is_said_and_not_saved(browser, plan):
    toolkits.worksheet(toolkits.number())
    opened = plans.typed(browser.get(plans.sheet(plan)), f__number="неколку")

    response = save_one(browser, plan, opened, "number")

    assert (response.status_code, response.json()["message"]) == (422, "Внесете број.")
    assert not plan.versions.exists()


def test_signed_out_a_save_is_refused_and_says_that_the_device_keeps_it(browser, plan):
    toolkits.worksheet(toolkits.line())
    opened = plans.typed(browser.get(plans.sheet(plan)), f__short_text="чекам")
    browser.logout()

    assert save_one(browser, plan, opened).status_code == 401
    assert not plan.versions.exists()


def test_a_save_over_somebody_elses_answers_with_a_conflict(browser, signed_in, shared, mate):
    toolkits.worksheet(toolkits.line())
    his = signed_in(mate)
    opened = [plans.typed(each.get(plans.sheet(shared))) for each in (browser, his)]
    save_one(browser, shared, opened[0], **{"f-short_text": "од Ана"})

    response = save_one(his, shared, opened[1], **{"f-short_text": "од Беким"})

    assert response.status_code == 409
    assert values(shared) == {"problem.short_text": "од Ана"}
    assert shared.versions.filter(value="од Беким", standing=Standing.ASIDE).exists()


@pytest.mark.parametrize("sent", [{}, {"form": "x", "turn": "1"}, {"form": str(uuid4()), "turn": "-1"}])
def test_a_save_without_its_page_is_refused(browser, plan, sent):
    toolkits.worksheet(toolkits.line())

    assert save_one(browser, plan, sent).status_code == 400


@pytest.fixture
def several():
    """A worksheet whose third answer was taken out after somebody had ticked it."""
    options = [toolkits.option("letter", "Писмо"), toolkits.option("petition", "Петиција"), toolkits.option("visit")]
    template = toolkits.worksheet(toolkits.choices("ways", options=options))

    def withdraw() -> None:
        template.fields = [toolkits.choices("ways", options=[options[0], options[2]])]
        toolkits.publish_worksheet(template)

    return withdraw


def ways(browser, plan) -> dict[str, bool]:
    """What is offered, and whether it is ticked."""
    page = soup(browser.get(plans.sheet(plan)))
    return {
        " ".join(label.text.split()): label.input.has_attr("checked") for label in page.select("#field-ways label.opt")
    }


def test_an_answer_that_is_no_longer_offered_stays_until_it_is_taken_away(browser, plan, several):
    browser.post(plans.sheet(plan), plans.typed(browser.get(plans.sheet(plan)), f__ways=["letter", "petition"]))
    several()
    opened = browser.get(plans.sheet(plan))
    assert ways(browser, plan) == {"Писмо": True, "Одговор visit": False, "Петиција (не се нуди повеќе)": True}

    browser.post(plans.sheet(plan), plans.typed(opened, f__ways=["visit", "petition"]))
    assert plan.answers.get(identity="problem.ways").value == ["visit", "petition"]

    browser.post(plans.sheet(plan), plans.typed(browser.get(plans.sheet(plan)), f__ways=["visit"]))
    assert plan.answers.get(identity="problem.ways").value == ["visit"]
    assert "Петиција (не се нуди повеќе)" not in ways(browser, plan)


def test_what_is_no_longer_offered_is_not_taken_from_whoever_never_chose_it(browser, plan, several):
    browser.post(plans.sheet(plan), plans.typed(browser.get(plans.sheet(plan)), f__ways=["letter"]))
    several()

    response = browser.post(plans.sheet(plan), plans.typed(browser.get(plans.sheet(plan)), f__ways=["petition"]))

    assert response.status_code == 422
    assert plan.answers.get(identity="problem.ways").value == ["letter"]


def test_a_sheet_that_is_saved_unchanged_with_what_is_no_longer_offered_makes_no_version(browser, plan, several):
    sent = plans.typed(browser.get(plans.sheet(plan)), f__ways=["letter", "petition", "visit"])
    browser.post(plans.sheet(plan), sent)
    several()

    browser.post(plans.sheet(plan), plans.typed(browser.get(plans.sheet(plan))))

    assert plan.versions.filter(identity="problem.ways").count() == 1
