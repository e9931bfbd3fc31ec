"""One member whose every private field holds something that stands nowhere else, to be looked for in what others get.

A model that comes to hold something of a person fails `test_every_kind_of_row_about_a_person_is_looked_for` until it
is filled here or named as saying nothing of a learner.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import APIToken
from wagtail.users.models import UserProfile

from jadro.accounts import services as people
from jadro.accounts.choices import Role
from jadro.accounts.models import User
from jadro.corrections import services as corrections
from jadro.home.models import TranslationWish
from jadro.outbox import services as outbox
from learning.certificates import services as certificates
from learning.certificates.choices import Shown
from learning.courses.models import CoursePage
from learning.plans import services as planning
from learning.plans import teams
from learning.plans.models import Plan
from learning.progress import services as progress
from learning.progress.choices import EventKind
from learning.progress.models import Event, Reminder
from learning.quizzes.choices import Closeness
from learning.quizzes.models import Attempt
from learning.quizzes.services import assess
from tests.factories import accounts, learning, plans, quizzes, toolkits

# In the language of an address, of a form and of a machine; nothing else on the site is so old.
AT = datetime(1987, 3, 7, 4, 17, tzinfo=ZoneInfo("Europe/Skopje"))
TIMES = ("1987-03-0", "март 1987", "mars 1987", "March 1987", "Mar 1987", "мар 1987", "03.1987", "03/1987")


@dataclass(frozen=True)
class Owner:
    """`of_account` is what those who look after accounts may see of it, `secrets` what nobody else may."""

    person: User
    browser: Client
    request_id: UUID
    attempt: Attempt
    plan: Plan
    field: str
    of_account: dict[str, str]
    secrets: dict[str, str]


def plant(course: CoursePage) -> Owner:
    """Somebody who has done in the course all that can be done, has set up all that can be, and was written to."""
    person = accounts.user(
        "zzowner-address@example.org",
        role=Role.MEMBER,
        first_name="Zzownerfirst",
        last_name="Zzownerlast",
        password="zzowner-password-as-typed",
    )
    person.date_joined = person.last_login = AT
    person.save()
    EmailAddress.objects.create(user=person, email="zzowner-next@example.org")
    UserProfile.objects.create(user=person, avatar="avatar_images/zzowner-portrait.png")
    token, token_as_given = APIToken.create_token(user=person, name="zzowner-token-name")
    people.grant_role(person, Role.MENTOR, by=accounts.superuser())
    people.withdraw_role(person, Role.MENTOR, by=accounts.superuser())
    mail = outbox.send(
        address=person.email,
        kind="account.notice",
        event="account.notice:zzowner-event",
        subject="zzowner-subject",
        text="zzowner-text",
        html="<p>zzowner-html</p>",
        language="mk",
        recipient=person,
    )
    key = accounts.second_factor(person)
    second_steps = {each.type: each for each in Authenticator.objects.filter(user=person)}
    spare_codes = RecoveryCodes(second_steps[Authenticator.Type.RECOVERY_CODES]).get_unused_codes()
    request_id, block_id = _learn(person, course)
    attempt = _answer(person, course)
    plan, field = _plan(person, course)
    certificate = certificates.issue(
        person, course.translation_key, name="Zzowner-misspelt", shown=Shown.HIDDEN, language="mk", at=AT
    )
    certificates.correct_name(
        certificate,
        name="Zzowner-printed",
        reason="zzowner-reason-of-correction",
        language="mk",
        by=accounts.superuser(),
        at=AT,
    )
    certificate.refresh_from_db()

    browser = Client(headers={"user-agent": "zzowner-browser"}, REMOTE_ADDR="203.0.113.77")
    browser.force_login(person)
    UserSession.objects.update_or_create(
        session_key=browser.session.session_key,
        defaults={
            "user": person,
            "ip": "203.0.113.77",
            "user_agent": "zzowner-browser",
            "data": {"note": "zzowner-session-data"},
        },
    )
    event = Event.objects.get(request_id=request_id)
    return Owner(
        person=person,
        browser=browser,
        request_id=request_id,
        attempt=attempt,
        plan=plan,
        field=field,
        of_account={
            "e-mail": person.email,
            "first name": person.first_name,
            "last name": person.last_name,
            "portrait": "zzowner-portrait",
            "what a message tells": mail.event,
            "name on a certificate": certificate.name,
            "earlier name on a certificate": "Zzowner-misspelt",
            "why a name was corrected": "zzowner-reason-of-correction",
            "code of a certificate": certificate.spaced_code,
            "code of a certificate as kept": certificate.code,
            "who was invited into a team": "zzowner-invited",
            **{f"a time of theirs, as {words}": words for words in TIMES},
        },
        secrets={
            "the next e-mail": "zzowner-next@example.org",
            "password": "zzowner-password-as-typed",
            "hash of the password": person.password.rpartition("$")[2],
            "token": token_as_given,
            "name of a token": token.name,
            "hash of a token": token.key_hash,
            "subject of a mail": mail.subject,
            "text of a mail": mail.text,
            "text of a mail as HTML": "zzowner-html",
            "request": str(request_id),
            "request without hyphens": request_id.hex,
            "receipt": event.receipt_number,
            "place of reading": str(block_id),
            "answer to a quiz": "zzowner-answer",
            "request of an attempt": str(attempt.request_id),
            "title of a plan": plan.title,
            "answer in a plan": "zzowner-wants",
            "private answer in a plan": "zzowner-thinks-of-them",
            "earlier answer in a plan": "zzowner-wanted",
            "receipt of a hand-in": plan.submissions.get().receipt_number,
            "session": str(browser.session.session_key),
            "what a session holds": Session.objects.get(pk=browser.session.session_key).session_data,
            "browser": "zzowner-browser",
            "address on the network": "203.0.113.77",
            "data of a session": "zzowner-session-data",
            "key of the second step": key,
            "key of the second step as kept": second_steps[Authenticator.Type.TOTP].data["secret"],
            "seed of the spare codes": second_steps[Authenticator.Type.RECOVERY_CODES].data["seed"],
            **{f"spare code {number}": code for number, code in enumerate(spare_codes)},
        },
    )


def _learn(person: User, course: CoursePage) -> tuple[UUID, UUID]:
    """Follows the course, marks all of it, stops in the last lesson and wishes for it in another language."""
    progress.enrol(person, course.translation_key, at=AT)
    request_id, block_id = uuid4(), uuid4()
    *others, last = learning.lessons_of(course)
    for lesson, request in (*((each, uuid4()) for each in others), (last, request_id)):
        progress.record(
            person,
            learning.activity_of(lesson, course),
            course_key=course.translation_key,
            kind=EventKind.DONE,
            request_id=request,
            language="mk",
            at=AT,
        )
    progress.decline(person, learning.activity_of(last, course), at=AT)
    Reminder.objects.create(learner=person, course_key=course.translation_key, sent_at=AT)
    progress.keep_place(person, last.translation_key, block_id=block_id, at=AT)
    # Editors may see when a page was wished for, so its time is like that of others.
    TranslationWish.objects.create(
        page_key=last.translation_key, language="sq", wished_by=person, wished_at=timezone.now()
    )
    # Editors read what was reported, so words and time are like those of others; who it was is nobody's.
    corrections.report(last, block_id=None, words="Грешка.", by=person, request_id=uuid4(), at=timezone.now())
    return request_id, block_id


def _answer(person: User, course: CoursePage) -> Attempt:
    """Hands in a quiz with an open task, and says how close the answer came."""
    page = quizzes.lesson(course, quizzes.quiz_block(quizzes.every_kind()), title="Проверка со трага")
    form = quizzes.form(page, {quizzes.field("Што би побарале?"): "zzowner-answer"})
    browser = Client()
    browser.force_login(person)
    with time_machine.travel(AT, tick=False):
        browser.post(reverse("quizzes:submit", args=[page.translation_key, quizzes.an_id("quiz")]), form)
    attempt = Attempt.objects.get(learner=person)
    assess(attempt, UUID(quizzes.an_id("Што би побарале?")), closeness=Closeness.PARTLY)
    return attempt


def _plan(person: User, course: CoursePage) -> tuple[Plan, str]:
    """A plan with a shared answer that was changed and taken, a private one and a hand-in, chosen for the course, in
    which its worksheet stands; and the key of a field."""
    template = toolkits.worksheet(
        toolkits.line("goal", shared_key="goal"), toolkits.text("opinion", is_private=True), key="zztrace"
    )
    learning.ask_worksheet(learning.lessons_of(course)[0], template)
    plan = plans.plan(person, title="Zzowner-plan")
    sheet = plans.asked("zztrace")
    goal, opinion = sheet.fields
    origin = planning.Origin("mk", sheet)
    for number, words in enumerate(["zzowner-wanted", "zzowner-wants"]):
        given = planning.Given(goal.identity, words, number, block_id=goal.block_id)
        planning.save_answers(plan, [given], origin, by=person, at=AT)
    private = planning.Given(opinion.identity, "zzowner-thinks-of-them", 0, block_id=opinion.block_id)
    planning.save_answers(plan, [private], origin, by=person, at=AT)
    planning.confirm(plan, sheet, goal.identity, language="mk", by=person, at=AT)
    planning.choose(plan, course.translation_key, language="mk", by=person, at=AT)
    teams.invite(plan, "zzowner-invited@example.org", by=person, at=timezone.now())
    planning.hand_in(plan, [sheet], is_whole=False, language="mk", request_id=uuid4(), by=person, at=AT)
    return plan, goal.key


def found_in(response: Any, sentinels: dict[str, str]) -> set[str]:
    """Names of the sentinels that stand in the body or in a header of an answer, a cookie among them."""
    body = response.getvalue() if response.streaming else response.content
    head = "\n".join([*(f"{name}: {value}" for name, value in response.items()), response.cookies.output()])
    text = f"{head}\n{body.decode(errors='replace')}"
    return {name for name, value in sentinels.items() if value in text}


# Models whose rows are somebody's. What is planted stands nowhere else; the others tell nothing of who learns.
PLANTED = {
    "account.EmailAddress",
    "accounts.User_groups",
    "certificates.Certificate",
    "certificates.NameCorrection",
    "corrections.Report",
    "courses.Enrolment",
    "progress.Completion",
    "progress.CourseSummary",
    "progress.Declined",
    "home.TranslationWish",
    "mfa.Authenticator",
    "outbox.Message",
    "plans.Answer",
    "plans.AnswerVersion",
    "plans.Confirmation",
    "plans.CoursePlan",
    "plans.Invitation",
    "plans.Membership",
    "plans.Submission",
    "progress.ActivityState",
    "progress.Event",
    "progress.ReadingPlace",
    "progress.Reminder",
    "quizzes.Answer",
    "quizzes.Attempt",
    "usersessions.UserSession",
    "wagtailcore.APIToken",
    "wagtailcore.ModelLogEntry",
    "wagtailusers.UserProfile",
}
NOT_OF_LEARNERS = {
    "account.EmailConfirmation",  # addresses are confirmed by codes, which stand in the session
    "accounts.User",  # its fields are planted; the column only says which account was merged into which
    "accounts.User_user_permissions",
    "certificates.Revocation",  # a coordinator's; what it says is public with the certificate
    "media.CreditedDocument",
    "media.CreditedImage",
    "statistics.ChangeNote",  # an editor's, of a course
    "toolkits.WorksheetTemplate",
    "wagtail_localize.SegmentOverride",
    "wagtail_localize.StringTranslation",
    "wagtailadmin.EditingSession",
    "wagtailadmin.FormState",
    "wagtailcore.Comment",
    "wagtailcore.CommentReply",
    "wagtailcore.Page",
    "wagtailcore.PageLogEntry",
    "wagtailcore.PageSubscription",
    "wagtailcore.Revision",
    "wagtailcore.TaskState",
    "wagtailcore.UploadedFile",
    "wagtailcore.WorkflowState",
    "wagtaildocs.Document",
    "wagtailimages.Image",
}


def models_about_people() -> set[str]:
    """Labels of the models whose rows hang on an account, or on a row that does."""
    owned = {User, *map(apps.get_model, PLANTED)}
    return {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if any(field.related_model in owned for field in model._meta.local_fields)
    }
