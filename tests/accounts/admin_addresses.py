"""The addresses of the admin, read from the URLconf and filled with objects that exist."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from PIL import Image
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.models import EditingSession
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    GroupApprovalTask,
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
from jadro.aims.choices import Kind
from jadro.aims.models import Aim
from jadro.home.models import StandardPage, TranslationWish
from jadro.media.models import CreditedDocument, CreditedImage
from jadro.places.models import Institution
from learning.certificates.models import Certificate
from learning.statistics.services import note_change
from resources.models import Concept
from tests import sentinels
from tests.factories import accounts, corrections, learning, outbox, resources, toolkits

VISITOR, APPLICANT, ADMINISTRATOR = "visitor", "applicant", "administrator"

# Regular expressions, which have no parameters that could be filled by name.
WRITTEN_OUT = {
    r"admin/pages/(?P<pk>\d+)/revisions/compare/"
    r"(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/": (
        "admin/pages/{page_id}/revisions/compare/earliest...latest/"
    ),
    r"admin/snippets/toolkits/worksheettemplate/history/(?P<pk>.+)/revisions/compare/"
    r"(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/": (
        "admin/snippets/toolkits/worksheettemplate/history/{pk}/revisions/compare/earliest...latest/"
    ),
    "admin/.*/": "admin/no-such-thing/",
}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


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
    worksheet = toolkits.worksheet()
    toolkit = toolkits.toolkit(toolkits.step("Чекор", worksheet))
    worksheet_revision = worksheet.save_revision(user=editor)
    pages = {
        "lesson": lesson,
        "module": module,
        "course": course,
        "section": learning.section(),
        "home": learning.home(),
        "standard": standard,
        "toolkits": toolkits.section(),
        "toolkit": toolkit,
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
        worksheet=worksheet,
        worksheet_revision=worksheet_revision,
        worksheet_in_review=workflow.start(worksheet, editor),
        task=task,
        segment=segment,
        override=OverridableSegment.objects.create(source=segment.source, context=context, order=9, data_json="1"),
        translation=segment.source.translations.get(),
        collection=Collection.get_first_root_node().add_child(name="Збирка"),
        restriction=PageViewRestriction.objects.create(page=standard, restriction_type=PageViewRestriction.LOGIN),
        editing=EditingSession.objects.create(user=editor, content_object=lesson, last_seen_at=timezone.now()),
        aim=Aim.objects.create(code="S99", kind=Kind.values[0]),
        concept=Concept.objects.create(name="застапување"),
        term=resources.term("буџет"),
        institution=Institution.objects.get(code="council-karposh"),
        report=corrections.report(lesson),
        redirect=Redirect.objects.create(old_path="/staro", redirect_page=lesson),
        wish=TranslationWish.objects.create(
            page_key=lesson.translation_key, language="sq", wished_by=people[Role.MEMBER], wished_at=timezone.now()
        ),
        message=outbox.message(),
        job=outbox.job(),
        certificate=Certificate.objects.get(learner=owner.person),
        path=learning.path(course),
        run=learning.cohort(course, owner.person),
        note=note_change(course, text="Скратена лекција", made_on=timezone.localdate(), by=editor, at=timezone.now()),
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
        "admin/localize/ app_label": ["toolkits"],
        "admin/localize/ model_name": ["worksheettemplate"],
        "admin/localize/ pk": [world.worksheet.pk],
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
        "admin/snippets/courses/learningpath/ pk": [world.path.pk],
        "admin/snippets/choose/courses/learningpath/ pk": [world.path.pk],
        "admin/snippets/choose/resources/concept/ pk": [world.concept.pk],
        "admin/snippets/resources/glossaryterm/ pk": [world.term.pk],
        "admin/snippets/choose/resources/glossaryterm/ pk": [world.term.pk],
        "admin/snippets/places/institution/ pk": [world.institution.pk],
        "admin/snippets/choose/places/institution/ pk": [world.institution.pk],
        "admin/plans/ revision_id": [world.worksheet_revision.pk],
        "admin/snippets/toolkits/worksheettemplate/ pk": [world.worksheet.pk],
        "admin/snippets/toolkits/worksheettemplate/ revision_id": [world.worksheet_revision.pk],
        "admin/snippets/toolkits/worksheettemplate/ workflow_state_id": [world.worksheet_in_review.pk],
        "admin/snippets/toolkits/worksheettemplate/ task_state_id": [world.worksheet_in_review.current_task_state.pk],
        "admin/snippets/choose/toolkits/worksheettemplate/ pk": [world.worksheet.pk],
        "admin/snippets/corrections/report/ pk": [world.report.pk],
        "admin/snippets/choose/corrections/report/ pk": [world.report.pk],
        "admin/snippets/home/translationwish/ pk": [world.wish.pk],
        "admin/snippets/choose/home/translationwish/ pk": [world.wish.pk],
        "admin/message/ pk": [world.message.pk],
        "admin/job/ pk": [world.job.pk],
        "admin/certificate/ pk": [world.certificate.pk],
        "admin/run/ pk": [world.run.pk],
        "run_id": [world.run.pk],
        "course_key": [world.pages["course"].translation_key],
        "note_id": [world.note.pk],
        "admin/locales/ pk": [Locale.objects.get(language_code="sq").pk],
        "admin/sites/ pk": [Site.objects.get().pk],
        "admin/users/ pk": people,
        # Of those a coordinator may not touch, because their forms, being right ones for the others, would do it.
        "admin/users/second-step/ pk": [world.people[Role.COORDINATOR].pk, world.people[ADMINISTRATOR].pk],
        "admin/users/same-person/ pk": [world.people[Role.COORDINATOR].pk, world.people[ADMINISTRATOR].pk],
        "admin/groups/ pk": groups,
        "uidb64": ["MQ"],
        "token": ["set-password"],
        "admin/bulk/accounts/user/ id": people,
        "admin/bulk/home/translationwish/ id": [world.wish.pk],
        "admin/bulk/resources/concept/ id": [world.concept.pk],
        "admin/bulk/resources/glossaryterm/ id": [world.term.pk],
        "admin/bulk/places/institution/ id": [world.institution.pk],
        "admin/bulk/toolkits/worksheettemplate/ id": [world.worksheet.pk],
        "admin/bulk/corrections/report/ id": [world.report.pk],
        "admin/bulk/aims/aim/ id": [world.aim.pk],
        "admin/bulk/courses/learningpath/ id": [world.path.pk],
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
