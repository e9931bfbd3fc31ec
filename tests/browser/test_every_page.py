"""Every page of the demo, and every answer a form can give, looked at in a browser.

Widths and colours take turns, and axe judges each template once in each state; `make a11y` looks at each in every
combination with every language. Faults are collected and told together.
"""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test.signals import template_rendered
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect
from wagtail.models import Locale, Page, PageViewRestriction

from jadro.accounts.choices import Role
from jadro.accounts.models import User
from jadro.home.models import StandardPage
from jadro.home.services import stand_in_every_language
from jadro.outbox.models import Message
from learning.courses.models import Activity, CoursePage, LessonPage, ModulePage
from learning.plans import services as planning
from learning.plans import teams
from learning.plans.models import Plan
from learning.plans.services import Given, Origin
from learning.progress import reminding, services
from learning.progress.choices import EventKind
from learning.quizzes.models import Attempt
from tests.browser.inspecting import FRAMES, LANGUAGES, LOOKS, Inspector, Rendered
from tests.factories import accounts, learning, quizzes, toolkits
from tests.factories.accounts import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


CODE = re.compile(r"\b\d{4}-\d{4}\b")
INVITATION = re.compile(r"/my/plans/invitations/\S+")
RESET_LINK = re.compile(r"/mk/accounts/password/reset/key/\S+")


@pytest.fixture
def rendered() -> Iterator[Rendered]:
    receiver = Rendered()
    template_rendered.connect(receiver)
    yield receiver
    template_rendered.disconnect(receiver)


@pytest.fixture
def inspector(rendered, axe, scrolls_sideways) -> Iterator[Inspector]:
    inspector = Inspector(rendered, axe, scrolls_sideways)
    yield inspector
    print(inspector.figures())  # noqa: T201  what `make a11y` is run for


@pytest.fixture
def sign_in(live_server, signed_in) -> Callable[[Tab, User], None]:
    """Not by the form: an account without a password has none to write."""

    def put_in(tab: Tab, person: User) -> None:
        name = django_settings.SESSION_COOKIE_NAME
        tab.context.add_cookies(
            [{"name": name, "value": signed_in(person).cookies[name].value, "url": live_server.url}]
        )

    return put_in


def read(member, course: CoursePage, lessons: list[LessonPage]) -> None:
    """All that the lessons ask for, quizzes too."""
    for activity in Activity.objects.filter(owner_key__in=[each.translation_key for each in lessons]):
        services.record(
            member,
            activity,
            course_key=course.translation_key,
            kind=EventKind.DONE,
            request_id=uuid4(),
            language="mk",
            at=timezone.now(),
        )


def last_mail(address: str, pattern: re.Pattern) -> str:
    return pattern.findall(Message.objects.filter(address=address).latest("pk").text)[0]


def address(page: Page, language: str) -> str:
    return page.get_translation(Locale.objects.get(language_code=language)).specific.get_url()


def page_templates() -> set[str]:
    """All that a reader can meet: what extends the frame of the site, but for what an editor sees beside a form."""
    folder = django_settings.ROOT / "templates"
    return {
        str(file.relative_to(folder))
        for file in folder.rglob("*.html")
        if file.read_text(encoding="utf-8").startswith('{% extends "base')
        and file.name not in FRAMES
        and not file.stem.endswith("_preview")
    }


def test_every_page_of_the_demo_is_sound_for_a_visitor_and_for_a_member(inspector, new_context, sign_in):
    learning.nothing_written()
    call_command("load_demo", "--without-people", verbosity=0)
    first, second = CoursePage.objects.filter(locale__language_code="mk").order_by("path")
    member = accounts.user("nova@example.org", role=Role.MEMBER)
    read(member, first, learning.lessons_of(first))
    read(member, second, learning.lessons_of(second)[:2])
    added = learning.lesson(first.get_children().first().specific, title="Што се смени оваа година")
    stand_in_every_language(added)
    about = StandardPage.objects.filter(locale__language_code="mk").order_by("path").first()
    withdrawn = learning.publish(about.add_child(instance=StandardPage(title="Повлечена страница")))
    withdrawn.unpublish()
    public = {page.get_url() for page in Page.objects.live().filter(depth__gt=1).not_type(ModulePage)}

    visitor, reader = new_context().new_page(), new_context().new_page()
    seen_by_visitor = inspector.crawl(visitor)
    sign_in(reader, member)
    seen_by_member = inspector.crawl(reader, state="member", at_most=30)
    for page in LessonPage.objects.filter(translation_key=added.translation_key):
        inspector.open(reader, page.get_url(), state="other language")
    for page in CoursePage.objects.filter(translation_key=first.translation_key):
        inspector.open(reader, page.get_url(), state="finished, something new")

    assert inspector.faults == []
    assert public - seen_by_visitor == set()
    assert {f"/{language}/my/" for language in LANGUAGES} <= seen_by_member
    assert withdrawn.get_url() not in seen_by_visitor | seen_by_member


def test_every_answer_of_a_form_is_sound(inspector, new_context, sign_in, monkeypatch, settings):
    """In the order a person would meet them. Each step begins where the one before it ended."""
    course = learning.course(2, title="Застапување", everywhere=True)
    lesson, other = learning.lessons_of(course)
    about = learning.publish(learning.home().add_child(instance=StandardPage(title="За мрежата")))
    withdrawn = learning.publish(learning.home().add_child(instance=StandardPage(title="Повлечена")))
    withdrawn.unpublish()
    member = accounts.user("ana@example.org", role=Role.MEMBER)
    tab, form = new_context().new_page(), "main form button"

    for page in (course.get_parent(), course, lesson, about, course.get_parent().get_parent()):
        inspector.open(tab, page.get_url())
    for language in LANGUAGES:
        inspector.open(tab, f"/{language}/nothing/here/", status=404)
    for _look in LOOKS:
        inspector.open(tab, withdrawn.get_url(), status=410)

    private = learning.publish(learning.home().add_child(instance=StandardPage(title="Со лозинка")))
    PageViewRestriction.objects.create(
        page=private, restriction_type=PageViewRestriction.PASSWORD, password="sezam-otvori-se"
    )
    for language in LANGUAGES:
        inspector.open(tab, address(private, language))
    tab.fill("[name=password]", "sezam-zatvori-se")
    inspector.press(tab, form, state="wrong password")

    # A section of toolkits without any and with one, whose worksheet has every kind of field, open and closed.
    inspector.open(tab, toolkits.section().get_url(), state="empty section")
    worksheet = toolkits.worksheet(
        *[{**each, "value": {**each["value"], "example": "А | Б"}} for each in toolkits.every_kind()]
    )
    toolkit = toolkits.toolkit(toolkits.step("Прв чекор", worksheet, why="Затоа.", minutes=30), toolkits.step("Втор"))
    for look, language in enumerate(LANGUAGES):
        inspector.open(tab, address(toolkit.get_parent(), language), look=look)
        inspector.open(tab, address(toolkit, language), look=look)

    # A mistake in a block of a lesson, without words and with them.
    for language in LANGUAGES:
        inspector.open(tab, f"/{language}/corrections/{lesson.translation_key}/?block={lesson.body[1].id}")
    inspector.press(tab, form, status=422, state="empty")
    tab.fill("[name=words]", "The law has changed.")
    inspector.press(tab, form, state="reported")

    # Signing up, with a mistake, a wrong code, and the right one.
    inspector.open(tab, "/sq/accounts/signup/")
    inspector.press(tab, form, state="empty")
    tab.fill("[name=email]", "nova@example.org")
    tab.fill("[name=password1]", "1234567890")
    inspector.press(tab, form, state="weak password")
    tab.fill("[name=password1]", PASSWORD)
    inspector.press(tab, form)
    tab.fill("[name=code]", "0000-0000")
    inspector.press(tab, form, state="wrong code")
    tab.fill("[name=code]", last_mail("nova@example.org", CODE))
    inspector.press(tab, form, state="nothing begun")
    for look in range(len(LOOKS)):
        inspector.open(tab, "/en/my/", look=look, state="nothing begun")

    # Confirming another address, and a password.
    inspector.open(tab, "/mk/accounts/email/")
    inspector.press(tab, form, state="empty")
    tab.fill("[name=email]", "nova.adresa@example.org")
    inspector.press(tab, form, state="changing")
    inspector.open(tab, "/sq/accounts/password/change/")
    inspector.press(tab, form, state="empty")
    for language in LANGUAGES:
        inspector.open(tab, f"/{language}/accounts/reauthenticate/")
    inspector.press(tab, form, state="empty")
    inspector.open(tab, "/en/my/profile/")
    tab.evaluate("document.querySelector('[name=language]').selectedOptions[0].value = 'xx'")
    inspector.press(tab, form, status=422)
    inspector.open(tab, "/mk/my/profile/")
    inspector.press(tab, form, state="saved")
    inspector.open(tab, "/mk/my/sessions/")

    # What is kept of them, and erasing it, with a mistake.
    for look, language in enumerate(LANGUAGES):
        inspector.open(tab, f"/{language}/my/data/", look=look)
        inspector.open(tab, f"/{language}/my/data/erase/", look=look)
    tab.fill("[name=password]", "another password")
    inspector.press(tab, form, status=422, state="wrong password")

    # A second step of signing in: set up, with a mistake, looked at, and used at the next sign-in.
    inspector.open(tab, "/sq/accounts/second-step/totp/activate/")
    tab.fill("[name=password]", PASSWORD)
    inspector.press(tab, form, look=0)
    for look, language in enumerate(LANGUAGES):
        inspector.open(tab, f"/{language}/accounts/second-step/", look=look)
        inspector.open(tab, f"/{language}/accounts/second-step/totp/activate/", look=look)
    key = tab.locator("main code").inner_text().replace(" ", "")
    tab.fill("[name=code]", "000000")
    inspector.press(tab, form, state="wrong code")
    tab.fill("[name=code]", accounts.code_of_app(key))
    inspector.press(tab, form)
    spare_code = tab.locator("main code").first.inner_text()
    for look, language in enumerate(LANGUAGES):
        inspector.open(tab, f"/{language}/accounts/second-step/", look=look, state="set up")
        for page in ("recovery-codes/", "recovery-codes/generate/", "totp/deactivate/", "reauthenticate/"):
            inspector.open(tab, f"/{language}/accounts/second-step/{page}", look=look)
    inspector.press(tab, form, state="empty")
    inspector.open(tab, "/en/accounts/reauthenticate/", state="with a second step")
    inspector.open(tab, "/mk/accounts/logout/")
    inspector.press(tab, form, state="signed out")
    inspector.open(tab, "/mk/accounts/login/")
    tab.fill("[name=login]", "nova@example.org")
    tab.fill("[name=password]", PASSWORD)
    inspector.press(tab, form)
    for look, language in enumerate(LANGUAGES):
        inspector.open(tab, f"/{language}/accounts/second-step/authenticate/", look=look)
    tab.fill("[name=code]", "000000")
    inspector.press(tab, form, state="wrong code")
    tab.fill("[name=code]", spare_code)
    inspector.press(tab, form, state="nothing begun")
    inspector.open(tab, "/sq/accounts/logout/")
    inspector.press(tab, form, state="signed out")

    # A new password by mail; the link works once.
    inspector.open(tab, "/mk/accounts/password/reset/")
    inspector.press(tab, form, state="empty")
    tab.fill("[name=email]", member.email)
    inspector.press(tab, form)
    link = last_mail(member.email, RESET_LINK)
    inspector.open(tab, link)
    inspector.press(tab, form, state="empty")
    tab.fill("[name=password1]", "a-fresh-long-password")
    inspector.press(tab, form)
    elsewhere = new_context().new_page()
    inspector.open(elsewhere, link, state="used")

    # Signing in: wrong, by a code that is wrong, by the right one.
    inspector.open(tab, "/mk/accounts/login/")
    inspector.press(tab, form, state="empty")
    tab.fill("[name=login]", member.email)
    tab.fill("[name=password]", "mistyped")
    inspector.press(tab, form, state="wrong password")
    inspector.open(tab, "/mk/accounts/login/code/")
    inspector.press(tab, form, state="empty")
    tab.fill("[name=email]", member.email)
    inspector.press(tab, form)
    tab.fill("[name=code]", "0000-0000")
    inspector.press(tab, form, state="wrong code")
    tab.fill("[name=code]", last_mail(member.email, CODE))
    inspector.press(tab, form, state="nothing begun")

    # Reading: a mark, its receipt, the mark taken back, the course finished, something new, a page in another language.
    inspector.open(tab, lesson.get_url(), state="to be marked")
    tab.locator("#mark button").click()
    expect(tab.locator("#mark .receipt")).to_be_visible()
    for look in range(len(LOOKS)):
        inspector.open(tab, lesson.get_url(), look=look, state="marked")
        inspector.open(tab, course.get_url(), look=look, state="begun")
        inspector.open(tab, "/sq/my/", look=look, state="begun")
    read(member, course, [lesson, other])
    added = learning.lesson(course.get_children().first().specific, title="Ново")
    stand_in_every_language(added)
    for look, language in enumerate(LANGUAGES):
        inspector.open(tab, f"/{language}/my/", look=look, state="something new")
        inspector.open(tab, address(course, language), look=look, state="something new")
        inspector.open(tab, address(added, "sq"), look=look, state="other language")
    inspector.press(tab, ".note.swap button", state="wished for")

    # A certificate: asked for with a mistake and without one, shown, typed, and not found.
    inspector.open(tab, "/sq/my/certificates/", state="none yet")
    for look, language in enumerate(LANGUAGES):
        inspector.open(tab, f"/{language}/my/courses/{course.translation_key}/certificate/", look=look)
    tab.fill("[name=name]", "")
    inspector.press(tab, form, status=422, state="empty")
    tab.fill("[name=name]", "Ана Ќосева")
    inspector.press(tab, form, state="just issued")
    code = urlsplit(tab.url).fragment
    for look, language in enumerate(LANGUAGES):
        inspector.open(tab, f"/{language}/my/certificates/", look=look)
        inspector.open(tab, f"/{language}/certificates/", look=look)
        inspector.open(tab, f"/{language}/certificates/{code}/", look=look)
        inspector.open(tab, f"/{language}/certificates/AAAA/", look=look, status=404, state="missing")

    # A quiz: asked, sent without answers, handed in, looked at afterwards.
    quiz = quizzes.lesson(course, quizzes.quiz_block(quizzes.every_kind()))
    stand_in_every_language(quiz)
    for look, language in enumerate(LANGUAGES):
        inspector.open(tab, address(quiz, language), look=look, state="to be answered")
    for look in range(len(LOOKS)):
        inspector.open(tab, quiz.get_url())
        inspector.press(tab, ".quiz-form button", look=look, status=422, state="empty")
    quizzes.fill_in(tab, quizzes.wrong(quiz))
    inspector.press(tab, ".quiz-form button", state="handed in")
    attempt = Attempt.objects.get()
    for look, language in enumerate(LANGUAGES):
        inspector.open(tab, f"/{language}/my/attempts/{attempt.pk}/", look=look)
        inspector.open(tab, address(quiz, language), look=look, state="passed")

    # A learning path, and the link in a reminder.
    path, stop = learning.path(course), reminding.stop_key(member)
    for look, language in enumerate(LANGUAGES):
        inspector.open(tab, f"/{language}/paths/{path.slug}/", look=look)
        inspector.open(tab, f"/{language}/my/reminders/{stop}/stop/", look=look)
    inspector.press(tab, form, state="stopped")

    walk_through_a_plan(inspector, tab, member)

    # What is refused.
    for language in LANGUAGES:
        inspector.open(tab, f"/{language}/my/lessons/{lesson.translation_key}/mark/", status=405)
    inspector.open(tab, address(added, "en"))
    tab.evaluate("document.querySelector('#mark [name=request_id]').value = 'x'")
    inspector.press(tab, "#mark button", status=400)
    inspector.open(tab, address(added, "mk"))
    with monkeypatch.context() as no_rights:
        no_rights.setattr("learning.progress.views.can", lambda *_anything: False)
        inspector.press(tab, "#mark button", status=403)
    inspector.open(tab, "/sq/my/profile/")
    tab.context.clear_cookies(name="csrftoken")
    inspector.press(tab, form, status=403, state="form was open too long")
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "signup": "1/m/ip"}
    inspector.open(elsewhere, "/en/accounts/signup/")
    inspector.press(elsewhere, form, state="empty")
    inspector.press(elsewhere, form, status=429)

    # Accounts of other kinds.
    inspector.open(elsewhere, "/mk/accounts/inactive/")
    sign_in(elsewhere, accounts.user(password=None))
    inspector.open(elsewhere, "/en/accounts/password/set/")
    inspector.open(elsewhere, "/sq/my/data/erase/", state="by a code")
    inspector.press(elsewhere, form, state="code sent")

    assert inspector.faults == []
    assert page_templates() - {template for template, _state, _language in inspector.seen} == set()


def walk_through_a_plan(inspector: Inspector, tab: Tab, member: User) -> None:
    """From none to a hand-in that was taken back. The worksheet has every kind of field."""
    form, sheet = "main form button", "form.worksheet button.btn[type=submit]:not(.small)"
    for look, language in enumerate(LANGUAGES):
        inspector.open(tab, f"/{language}/my/plans/", look=look, state="none yet")
        inspector.open(tab, f"/{language}/my/plans/new/", look=look)
    inspector.press(tab, form, status=422, state="empty")
    tab.fill("[name=title]", "Дом за култура")
    inspector.press(tab, form, state="just begun")
    mine = urlsplit(tab.url).path.partition("/my/plans/")[2]
    for language in LANGUAGES:
        inspector.open(tab, f"/{language}/my/plans/{mine}problem/", look=LANGUAGES.index(language))
    tab.fill("[name=f-number]", "неколку")
    inspector.press(tab, sheet, status=422, state="wrong")
    tab.fill("[name=f-number]", "12")
    tab.fill("[name=f-short_text]", "Нема сала")
    for number, (influence, support) in enumerate([("5", "1"), ("4", "-2"), ("3", "0")]):
        tab.fill(f"[name=f-stakeholders-{number}-c-role]", f"Чинител {number}")
        tab.select_option(f"[name=f-stakeholders-{number}-c-influence]", influence)
        tab.select_option(f"[name=f-stakeholders-{number}-c-support]", support)
    tab.fill("[name=f-timeline-0-c-day]", "2027-03-08")
    tab.fill("[name=f-timeline-0-c-what]", "Расправа")
    inspector.press(tab, sheet, state="saved")
    plan = Plan.objects.get()
    number = plan.answers.get(identity="problem.short_text").number
    for words in ("од друг", "од трет"):
        typed = Given("problem.short_text", words, number - 1)
        planning.save_answers(plan, [typed], Origin("mk"), by=member, at=timezone.now())
    for look, language in enumerate(LANGUAGES):
        its = f"/{language}/my/plans/{mine}"
        for page in ("", "head/", "whole/", "hand-in/", "problem/hand-in/", "problem/short_text/"):
            inspector.open(tab, its + page, look=look, state="written in")
        inspector.open(tab, f"{its}problem/", look=look, state="two answers")
        inspector.open(tab, f"{its}problem/short_text/?before=1&after=2", look=look, state="compared")
    inspector.open(tab, f"/mk/my/plans/{mine}head/")
    tab.fill("[name=title]", "")
    inspector.press(tab, form, status=422, state="empty")
    for each in plan.versions.filter(standing="aside"):
        planning.settle(plan, each.identity, each.number, takes_it=False, language="mk", by=member, at=timezone.now())
    inspector.open(tab, f"/sq/my/plans/{mine}problem/hand-in/")
    inspector.press(tab, form, state="just handed in")
    for look, language in enumerate(LANGUAGES):
        inspector.open(tab, f"/{language}/my/plans/{mine}hand-ins/1/", look=look)
    inspector.press(tab, form, state="taken back")
    # The team: invited with a mistake and without one; the invitation as the one it is for sees it.
    for look, language in enumerate(LANGUAGES):
        inspector.open(tab, f"/{language}/my/plans/{mine}team/", look=look)
    inspector.press(tab, "#invite button", status=422, state="empty")
    tab.fill("[name=email]", member.email)
    inspector.press(tab, "#invite button", status=422, state="in the team already")
    tab.fill("[name=email]", "bekim@example.org")
    inspector.press(tab, "#invite button", state="invited")
    asked = teams.invite(plan, "ana.druga@example.org", by=member, at=timezone.now())
    EmailAddress.objects.create(user=member, email=asked.email, verified=True)
    link = last_mail(asked.email, INVITATION)
    for look, language in enumerate(LANGUAGES):
        inspector.open(tab, f"/{language}{link}", look=look)
    plan.members.create(person=accounts.user(), joined_at=timezone.now())
    inspector.open(tab, f"/sq/my/plans/{mine}team/", state="two people")
    planning.archive(plan, by=member, at=timezone.now())
    for look, language in enumerate(LANGUAGES):
        inspector.open(tab, f"/{language}/my/plans/", look=look, state="archived")
        inspector.open(tab, f"/{language}/my/plans/{mine}", look=look, state="archived")
        inspector.open(tab, f"/{language}/my/plans/{mine}problem/", look=look, state="archived")
    # Refused by the service, since somebody archived the plan meanwhile.
    inspector.open(tab, f"/mk/my/plans/{mine}")
    tab.locator("main form").first.evaluate(f"form => form.action = '/mk/my/plans/{mine}problem/short_text/take/'")
    inspector.press(tab, form, status=409)
