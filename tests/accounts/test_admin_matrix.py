"""Every address of the admin, with every role and a form that asks for more rights. Nothing of it may work.

The addresses are read from the URLconf and filled with objects that exist, so an address that comes with a new model or
a new version of Wagtail is tried without being named here, and one that cannot be filled makes a test fail.
"""

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from io import BytesIO
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from PIL import Image
from wagtail import hooks
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.models import EditingSession
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    APIToken,
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Locale,
    Page,
    PageViewRestriction,
    Site,
    UploadedFile,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail_localize.models import OverridableSegment, StringSegment, TranslationContext

from jadro.accounts.choices import Role
from jadro.accounts.models import User
from jadro.aims.choices import Kind
from jadro.aims.models import Aim
from jadro.home.models import StandardPage, TranslationWish
from jadro.media.models import CreditedDocument, CreditedImage
from resources.models import Concept
from tests import sentinels
from tests.factories import accounts, learning, outbox

pytestmark = [
    pytest.mark.django_db,
    # Of wagtail-localize's report, and of Wagtail's previews of pictures.
    pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning"),
    pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:ResourceWarning"),
]

VISITOR, APPLICANT, ADMINISTRATOR = "visitor", "applicant", "administrator"
OUTSIDE = (VISITOR, APPLICANT, Role.MEMBER.value, Role.MENTOR.value)
INSIDE = (Role.EDITOR.value, Role.COORDINATOR.value)

# What the admin gives to everybody: its icons and the words of its scripts. Neither says anything about this site.
FOR_EVERYBODY = {"admin/sprite/", "admin/jsi18n/"}
# Regular expressions, which have no parameters that could be filled by name.
WRITTEN_OUT = {
    r"admin/pages/(?P<pk>\d+)/revisions/compare/"
    r"(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/": (
        "admin/pages/{page_id}/revisions/compare/earliest...latest/"
    ),
    "admin/.*/": "admin/no-such-thing/",
}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
MISSING_OR_FORBIDDEN = re.compile(r"/mk/admin/|/admin/$")

# First parts of the addresses that answer with a page, by role. A new area has to be given to somebody here.
AREAS_OF_ALL = {
    "",
    "account",
    "api",
    "bulk",
    "choose-anchor-link",
    "choose-email-link",
    "choose-external-link",
    "choose-page",
    "choose-phone-link",
    "dismissibles",
    "documents",
    "editing-sessions",
    "embeds",
    "images",
    "jsi18n",
    "localize",
    "pages",
    "reports",
    "snippets",
    "sprite",
    "tag-autocomplete",
    "test404",
    "workflows",  # its tasks to choose from; making them is the administrator's
}
AREAS = {
    Role.EDITOR: set(),
    Role.COORDINATOR: {"users", "message", "job"},
}
# Areas in which coordinators meet accounts by name: to give roles, to see who was written to, and what changed since.
SHOWS_ACCOUNTS = {"users", "message", "reports"}
# Routes on which Wagtail answers 500 to a form that its own pages never send, or on purpose.
FAULTS_OF_WAGTAIL = {
    "admin/failwhale/": "it is there to fail",
    "admin/redirects/import/process/": "the administrator's import without its first step",
    "admin/documents/multiple/create_from_uploaded_document/<int:uploaded_file_id>/": "checks a file twice",
    **dict.fromkeys(
        [f"admin/snippets/choose/{kind}/create/" for kind in ("aims/aim", "resources/concept")],
        "these choosers have no form to make one",
    ),
}
# Routes on which nobody finds anything, so that refusing was not tried either.
WITHOUT_A_THING = {
    "admin/failwhale/": "it fails",
    "admin/.*/": "what no other route takes",
    "admin/login/": "leads to the front page, and whoever is not signed in away from it",
    **dict.fromkeys(
        [f"admin/api/main/{things}/find/" for things in ("pages", "documents", "images")], "asks for a query"
    ),
    "admin/block-preview/": "asks for a query, and blocks have no preview",
    "admin/localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/": "no snippet is translated there",
    "admin/localize/translate/<int:translation_id>/machine_translate/": "no machine translates",
    "admin/redirects/import/process/": "needs the first step of an import",
    "admin/documents/multiple/create_from_uploaded_document/<int:uploaded_file_id>/": "see above",
    **dict.fromkeys(
        [f"admin/images/<int:image_id>/generate_url/{end}" for end in ("", "output/")],
        "no such addresses",
    ),
    **dict.fromkeys(
        [f"admin/password_reset/{end}" for end in ("", "done/", "confirm/<uidb64>/<token>/", "complete/")],
        "switched off, the site has its own",
    ),
    **dict.fromkeys(
        [
            f"admin/{rows}/{view}/"
            for rows in ("message", "job")
            for view in (
                "new",
                "edit/<int:pk>",
                "delete/<int:pk>",
                "history/<int:pk>",
                "history-results/<int:pk>",
                "usage/<int:pk>",
            )
        ],
        "nobody changes the record of what was sent",
    ),
    **dict.fromkeys(
        [
            "admin/snippets/choose/home/translationwish/create/",
            *(
                f"admin/snippets/home/translationwish/{view}/"
                for view in (
                    "add",
                    "copy/<int:pk>",
                    "edit/<int:pk>",
                    "delete/<int:pk>",
                    "history/<int:pk>",
                    "history-results/<int:pk>",
                    "usage/<int:pk>",
                )
            ),
        ],
        "nobody changes what people wished",
    ),
}


class Answer(NamedTuple):
    who: str
    method: str
    route: str
    address: str
    status: int
    location: str
    changed: set[str]
    seen: set[str]  # of what is the planted member's

    def found_its_thing(self) -> bool:
        """Not that it may be changed. What is missing leads to the site's own page of errors, what is forbidden to the
        front page of the admin."""
        is_answer = self.status < HTTPStatus.BAD_REQUEST
        return self.who not in OUTSIDE and is_answer and not MISSING_OR_FORBIDDEN.match(self.location)


def routes() -> dict[str, Callable]:
    """Routes under /admin/ with their views, as they stand in the URLconf."""
    return dict(_routes(get_resolver(), ""))


def _routes(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, Callable]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern).removeprefix("^").removesuffix("$")
        if isinstance(entry, URLResolver):
            if route.startswith("admin/"):
                yield from _routes(entry, route)
        elif route.startswith("admin/"):
            yield route, entry.callback


def is_api(route: str, view: Callable) -> bool:
    return "/api/" in route or hasattr(view, "cls")


# --- The things addresses are about ---------------------------------------------------------------------------------


def make_world() -> SimpleNamespace:
    people: dict[str, Any] = {role.value: accounts.user(f"{role}@example.org", role=role) for role in Role}
    people[APPLICANT] = accounts.user("applicant@example.org")
    people[ADMINISTRATOR] = accounts.superuser("administrator@example.org")
    editor = people[Role.EDITOR]
    accounts.second_factor(people[ADMINISTRATOR])
    accounts.second_factor(people[Role.COORDINATOR])

    course = learning.course(1)
    (lesson,) = learning.lessons_of(course)
    owner = sentinels.plant(course)
    people["member with a past"] = owner.person
    module = lesson.get_parent().specific
    standard = learning.publish(learning.home().add_child(instance=StandardPage(title="Правила")))
    learning.translate(standard, "sq")
    revision = lesson.save_revision(user=editor)
    pages = {
        "lesson": lesson,
        "module": module,
        "course": course,
        "section": learning.section(),
        "home": learning.home(),
        "standard": standard,
        "root": Page.objects.get(depth=1),
    }

    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    image = CreditedImage.objects.create(title="Слика", file=ImageFile(picture, name="slika.png"))
    document = CreditedDocument.objects.create(title="Документ", file=ContentFile(b"text", name="dokument.txt"))
    uploads = {
        model: UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(model),
            file=ContentFile(picture.getvalue(), name=name),
            uploaded_by_user=editor,
        )
        for model, name in ((CreditedImage, "nova.png"), (CreditedDocument, "nova.pdf"))
    }

    workflow = Workflow.objects.create(name="Преглед")
    task = GroupApprovalTask.objects.create(name="Одобрување")
    task.groups.add(Group.objects.get(name=Role.EDITOR))
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=pages["section"])
    workflow_state = workflow.start(lesson, editor)

    segment = StringSegment.objects.filter(source__object_id=standard.translation_key).first()
    context = TranslationContext.objects.create(object_id=standard.translation_key, path="hero")
    return SimpleNamespace(
        people=people,
        owner=owner,
        coordinators=Group.objects.get(name=Role.COORDINATOR),
        pages=pages,
        module=module,
        standard=standard,
        revision=revision,
        image=image,
        document=document,
        uploads=uploads,
        workflow=workflow,
        workflow_state=workflow_state,
        task=task,
        segment=segment,
        override=OverridableSegment.objects.create(source=segment.source, context=context, order=9, data_json="1"),
        translation=segment.source.translations.get(),
        collection=Collection.get_first_root_node().add_child(name="Збирка"),
        restriction=PageViewRestriction.objects.create(page=standard, restriction_type=PageViewRestriction.LOGIN),
        editing=EditingSession.objects.create(user=editor, content_object=lesson, last_seen_at=timezone.now()),
        aim=Aim.objects.create(code="S99", kind=Kind.values[0]),
        concept=Concept.objects.create(name="застапување"),
        redirect=Redirect.objects.create(old_path="/staro", redirect_page=lesson),
        wish=TranslationWish.objects.create(
            page_key=lesson.translation_key, language="sq", wished_by=people[Role.MEMBER], wished_at=timezone.now()
        ),
        message=outbox.message(),
        job=outbox.job(),
    )


def values(world: SimpleNamespace) -> dict[str, list[Any]]:
    """What stands for a parameter, the usual value first. Keys are names, after the beginning of the route where one
    name means several things; the longest beginning counts."""
    people = [person.pk for person in world.people.values()]
    # The coordinators' first, because the form keeps its name.
    groups = sorted(Group.objects.values_list("pk", flat=True), key=lambda pk: pk != world.coordinators.pk)
    lesson, *others = world.pages.values()
    every_page = [page.pk for page in (lesson, *others)]
    return {
        "page_id": [lesson.pk],
        "admin/pages/<int:page_id>/edit/ page_id": every_page,
        "admin/pages/<int:page_id>/view_draft/ page_id": every_page,
        "admin/pages/<int:page_id>/convert_alias/ page_id": [Page.objects.exclude(alias_of=None).earliest("pk").pk],
        "admin/pages/add/ parent_page_id": [world.module.pk],
        "admin/pages/create/ app_label": ["courses"],
        "admin/pages/create/ model_name": ["lessonpage"],
        "parent_page_id": [world.pages["course"].pk],
        "page_to_move_id": [lesson.pk],
        "destination_id": [world.module.pk],
        "page_pk": [world.pages["section"].pk],
        "content_type_app_name": ["courses"],
        "content_type_model_name": ["lessonpage"],
        "action_name": ["approve"],
        "admin/api/ action_name": sorted(PagesAdminAPIViewSet.actions),
        "admin/api/main/pages/ pk": every_page,
        "admin/api/main/images/ pk": [world.image.pk],
        "admin/api/main/documents/ pk": [world.document.pk],
        "task_state_id": [world.workflow_state.current_task_state.pk],
        "workflow_state_id": [world.workflow_state.pk],
        "task_id": [world.task.pk],
        "admin/workflows/ pk": [world.workflow.pk],
        "admin/workflows/tasks/ pk": [world.task.pk],
        "admin/workflows/tasks/ app_label": ["wagtailcore"],
        "admin/workflows/tasks/ model_name": ["groupapprovaltask"],
        "workflow_pk": [world.workflow.pk],
        "revision_id": [world.revision.pk],
        "admin/tag-autocomplete/ app_name": ["resources"],
        "admin/tag-autocomplete/ model_name": ["concept"],
        "admin/collections/ pk": [world.collection.pk],
        "collection_id": [world.collection.pk],
        "admin/editing-sessions/ app_label": ["courses"],
        "admin/editing-sessions/ model_name": ["lessonpage"],
        "object_id": [lesson.pk],
        "session_id": [world.editing.pk],
        "admin/localize/ app_label": ["resources"],
        "admin/localize/ model_name": ["concept"],
        "admin/localize/ pk": [world.concept.pk],
        "translation_source_id": [world.translation.source_id],
        "translation_id": [world.translation.pk],
        "string_segment_id": [world.segment.pk],
        "overridable_segment_id": [world.override.pk],
        "admin/localize/ page_id": [
            world.standard.pk,
            world.standard.get_translation(world.translation.target_locale).pk,
        ],
        "mode": ["member", "visitor"],
        "direction": ["up", "down"],
        "redirect_id": [world.redirect.pk],
        "document_id": [world.document.pk],
        "doc_id": [world.document.pk],
        "image_id": [world.image.pk],
        "filter_spec": ["width-8"],
        "admin/documents/ uploaded_file_id": [world.uploads[CreditedDocument].pk],
        "admin/images/ uploaded_file_id": [world.uploads[CreditedImage].pk],
        "admin/documents/chooser/ pk": [world.document.pk],
        "admin/images/chooser/ pk": [world.image.pk],
        "admin/snippets/aims/aim/ pk": [world.aim.pk],
        "admin/snippets/choose/aims/aim/ pk": [world.aim.pk],
        "admin/snippets/resources/concept/ pk": [world.concept.pk],
        "admin/snippets/choose/resources/concept/ pk": [world.concept.pk],
        "admin/snippets/home/translationwish/ pk": [world.wish.pk],
        "admin/snippets/choose/home/translationwish/ pk": [world.wish.pk],
        "admin/message/ pk": [world.message.pk],
        "admin/job/ pk": [world.job.pk],
        "admin/locales/ pk": [Locale.objects.get(language_code="sq").pk],
        "admin/sites/ pk": [Site.objects.get().pk],
        "admin/users/ pk": people,
        # Of those a coordinator may not touch, because their forms, being right ones for the others, would do it.
        "admin/users/second-step/ pk": [world.people[Role.COORDINATOR].pk, world.people[ADMINISTRATOR].pk],
        "admin/groups/ pk": groups,
        "uidb64": ["MQ"],
        "token": ["set-password"],
        "admin/bulk/accounts/user/ id": people,
        "admin/bulk/home/translationwish/ id": [world.wish.pk],
        "admin/bulk/resources/concept/ id": [world.concept.pk],
        "admin/bulk/aims/aim/ id": [world.aim.pk],
        "admin/bulk/media/crediteddocument/ id": [world.document.pk],
        "admin/bulk/media/creditedimage/ id": [world.image.pk],
        "admin/bulk/wagtailcore/page/ id": [lesson.pk],
    }


def addresses(route: str, known: dict[str, list[Any]]) -> list[str]:
    """The route with every value of each of its parameters, one parameter after the other."""
    if route == "admin/bulk/<str:app_label>/<str:model_name>/<str:action>/":
        return _bulk_addresses(known)
    pattern = WRITTEN_OUT.get(route, PARAMETER.sub(r"{\1}", route))
    choices = {name: _choices(known, route, name) for name in re.findall(r"{(\w+)}", pattern)}
    usual = {name: options[0] for name, options in choices.items()}
    others = [{**usual, name: option} for name, options in choices.items() for option in options[1:]]
    return ["/" + pattern.format(**each) for each in (usual, *others)]


def _choices(known: dict[str, list[Any]], route: str, name: str) -> list[Any]:
    keys = [key for key in known if key.rpartition(" ")[2] == name and route.startswith(key.rpartition(" ")[0])]
    if not keys:
        pytest.fail(f"Nothing stands for <{name}> in {route}: add it to `values`, so that the address is tried.")
    return known[max(keys, key=len)]


def _bulk_addresses(known: dict[str, list[Any]]) -> list[str]:
    bulk_action_registry.get_bulk_action_class("accounts", "user", "delete")  # it looks for them when first asked
    actions = [
        f"admin/bulk/{app}/{model}/{action}/"
        for app, models in bulk_action_registry.actions.items()
        for model, its_actions in models.items()
        for action in its_actions
    ]
    return [f"/{action}?" + urlencode({"id": _choices(known, action, "id")}, doseq=True) for action in actions]


# --- What is sent, and what must stay as it is ----------------------------------------------------------------------


def ask_for_everything(world: SimpleNamespace) -> dict[str, Any]:
    """A form with every name under which Django, Wagtail, allauth and this site take rights, addresses or passwords."""
    everybody = [person.pk for person in world.people.values()]
    permissions = {pk for hook in hooks.get_hooks("register_permissions") for pk in hook().values_list("pk", flat=True)}
    password = "a-password-nobody-gave"
    rights = {"is_superuser": "on", "is_staff": "on", "is_active": "", "user_permissions": sorted(permissions)}
    names = {"email": "mine@example.org", "first_name": "Прво", "last_name": "Второ", "name": "coordinator"}
    passwords = {
        "password": password,
        "password1": password,
        "password2": password,
        "new_password1": password,
        "new_password2": password,
        "oldpassword": accounts.PASSWORD,
        "old_password": accounts.PASSWORD,
    }
    page_rights = {
        **{f"{kind}_permissions-TOTAL_FORMS": "0" for kind in ("document", "image", "collection")},
        **{f"{kind}_permissions-INITIAL_FORMS": "0" for kind in ("document", "image", "collection", "page")},
        "page_permissions-TOTAL_FORMS": "1",
        "page_permissions-0-page": world.pages["root"].pk,
        "page_permissions-0-permissions": ["publish_page"],
    }
    return {
        **rights,
        **names,
        **passwords,
        **page_rights,
        **{f"name_email-{name}": value for name, value in names.items()},
        "groups": list(Group.objects.values_list("pk", flat=True)),
        "roles": [role.value for role in Role],
        "role": world.coordinators.pk,
        "permissions": sorted(permissions),
        "mark_as_active": "False",
        "user": everybody[0],
        "users": everybody,
        "owner": world.people[ADMINISTRATOR].pk,
        "title": "Наслов",
        "new_title": "Наслов",
        "slug": "naslov",
        "new_slug": "naslov",
        "new_parent_page": world.module.pk,
        "body-count": "0",
        "url": "/mk/",
        "external-link-chooser-url": "/mk/",
        "next": "/admin/users/",
        "value": "1",
    }


def _files() -> dict[str, SimpleUploadedFile]:
    return {name: SimpleUploadedFile("nova.txt", b"text") for name in ("file", "files[]")}


def rights() -> dict[str, set[tuple]]:
    """Who exists, who can sign in how, and who may do what."""
    account = ("pk", "email", "password", "is_active", "is_staff", "is_superuser")
    rows = {
        "accounts": User.objects.values_list(*account),
        "e-mail": EmailAddress.objects.values_list("user_id", "email", "verified", "primary"),
        "groups of accounts": User.groups.through.objects.values_list("user_id", "group_id"),
        "permissions of accounts": User.user_permissions.through.objects.values_list("user_id", "permission_id"),
        "groups": Group.objects.values_list("pk", "name"),
        "permissions of groups": Group.permissions.through.objects.values_list("group_id", "permission_id"),
        "pages of groups": GroupPagePermission.objects.values_list("group_id", "page_id", "permission_id"),
        "collections of groups": GroupCollectionPermission.objects.values_list(
            "group_id", "collection_id", "permission_id"
        ),
        "sites of groups": GroupSitePermission.objects.values_list("group_id", "site_id", "permission_id"),
        "second steps": Authenticator.objects.values_list("pk", "user_id"),
        "tokens": APIToken.objects.values_list("pk", "user_id"),
    }
    return {name: set(found) for name, found in rows.items()}


class Visit:
    """Sends requests in the session of one person, and undoes each of them in the database and in the browser."""

    def __init__(self, who: str, person: User | None, owner: sentinels.Owner) -> None:
        self.who = who
        self.planted = owner.of_account | owner.secrets
        self.client = Client(raise_request_exception=False)
        if person:
            self.client.force_login(person)
        self.session = self.client.cookies.get(settings.SESSION_COOKIE_NAME)
        self.rights = rights()

    def send(self, method: str, route: str, address: str, form: dict[str, Any] | None = None) -> Answer:
        self.client.cookies.clear()
        if self.session:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.session.value
        written: list[str] = []

        def note_writing(execute, sql, *args):
            if not sql.lstrip("(").startswith(("SELECT", "SAVEPOINT", "RELEASE")):
                written.append(sql)
            return execute(sql, *args)

        with transaction.atomic(), connection.execute_wrapper(note_writing):
            if method == "GET":
                response = self.client.get(address)
            elif method == "POST":
                response = self.client.post(address, {**(form or {}), **_files()})
            else:
                body = urlencode(form or {}, doseq=True)
                response = self.client.generic(method, address, body, "application/x-www-form-urlencoded")
            # After an error of the database there is nothing to look at; the answer is 500 then and found below.
            changed = self._changed() if written and not connection.needs_rollback else set()
            transaction.set_rollback(True)
        location = response.headers.get("Location", "")
        seen = sentinels.found_in(response, self.planted)
        return Answer(self.who, method, route, address, response.status_code, location, changed, seen)

    def _changed(self) -> set[str]:
        now = rights()
        return {name for name, rows in self.rights.items() if rows != now[name]}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """Made once, in a transaction that is undone with all that was tried."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def answers(world) -> list[Answer]:
    """What every address answered to everybody."""
    return list(_ask_everywhere(world))


def _ask_everywhere(world: SimpleNamespace) -> Iterator[Answer]:
    form = ask_for_everything(world)
    views, known = routes(), values(world)
    everywhere = {route: addresses(route, known) for route in views}
    reached = set()
    for who in (*OUTSIDE, *INSIDE):
        visit = Visit(who, world.people.get(who), world.owner)
        for route, its_addresses in everywhere.items():
            methods = ("GET", "POST", "PUT", "PATCH", "DELETE") if is_api(route, views[route]) else ("GET", "POST")
            # Who stands outside is refused before anybody asks what the address is about, so one is enough.
            for address in its_addresses if who in INSIDE else its_addresses[:1]:
                for method in methods:
                    answer = visit.send(method, route, address, form)
                    if answer.found_its_thing():
                        reached.add(route)
                    yield answer
    # What neither of them opens, to see that the thing is there.
    visit = Visit(ADMINISTRATOR, world.people[ADMINISTRATOR], world.owner)
    for route in views.keys() - reached:
        for method in ("GET", "POST"):
            yield visit.send(method, route, everywhere[route][0], form)


# --- What is asserted -----------------------------------------------------------------------------------------------


def test_no_form_changes_anybodys_rights_address_password_or_activity(answers):
    assert {each.who for each in answers} >= {*OUTSIDE, *INSIDE}
    assert [each for each in answers if each.changed and each.who != ADMINISTRATOR] == []


def test_the_same_form_does_change_rights_when_the_administrator_sends_it(answers):
    """Else nothing would be proved by nothing having changed."""
    changed = {each.route: each.changed for each in answers if each.who == ADMINISTRATOR and each.changed}

    assert {"permissions of groups", "pages of groups"} <= changed["admin/groups/edit/<int:pk>/"]
    assert "groups" in changed["admin/groups/delete/<int:pk>/"]
    assert "accounts" in changed["admin/users/new/"]
    assert "second steps" in changed["admin/users/second-step/<int:pk>/"]


def test_who_has_nothing_to_do_in_the_admin_is_sent_away_from_all_of_it(answers):
    outside = [each for each in answers if each.who in OUTSIDE]

    let_in = {each.route for each in outside if each.status != HTTPStatus.FOUND}
    assert let_in == FOR_EVERYBODY
    elsewhere = {each.location.partition("?")[0] for each in outside if each.status == HTTPStatus.FOUND}
    assert all(each.startswith(("/mk/accounts/login/", "/mk/admin/", "/admin/login/")) for each in elsewhere), elsewhere


@pytest.mark.parametrize("who", INSIDE)
def test_editors_and_coordinators_open_their_own_areas_alone(answers, who):
    opened = {each.route.split("/")[1] for each in answers if each.who == who and each.status == HTTPStatus.OK}

    assert opened == AREAS_OF_ALL | AREAS[who]


def test_nobody_but_coordinators_finds_anything_of_a_member(answers):
    assert [each for each in answers if each.seen and each.who not in (Role.COORDINATOR, ADMINISTRATOR)] == []


def test_coordinators_find_the_account_of_a_member_alone(answers, world):
    seen = [each for each in answers if each.who == Role.COORDINATOR and each.seen]

    assert {each.route.split("/")[1] for each in seen} == SHOWS_ACCOUNTS
    assert set.union(*(each.seen for each in seen)) <= world.owner.of_account.keys()


def test_no_answer_is_an_error_of_the_site(answers):
    failed = {each.route for each in answers if each.status >= HTTPStatus.INTERNAL_SERVER_ERROR}

    assert failed == FAULTS_OF_WAGTAIL.keys()


def test_every_address_was_tried_with_a_thing_that_exists(answers):
    missed = {each.route for each in answers} - {each.route for each in answers if each.found_its_thing()}

    assert missed == WITHOUT_A_THING.keys()
