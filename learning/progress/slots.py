"""A learner's part in content pages, which know nothing of learners."""

from functools import cached_property
from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language

from jadro.accounts.requests import SignedInRequest
from jadro.base.templatetags.drawing import dot
from jadro.editions.slots import render_form, slot
from learning.courses import queries as courses
from learning.courses.choices import ActivityKind
from learning.progress import queries
from learning.progress.next_step import learning_of


class Standing:
    """Where the reader of a request stands in a course. `progress` is None for a visitor."""

    def __init__(self, request: HttpRequest, course_key: UUID) -> None:
        self.progress = (
            queries.explain(request.user, course_key, get_language()) if request.user.is_authenticated else None
        )

    @cached_property
    def items(self) -> dict[str, queries.Item]:
        return {str(item.part.activity_id): item for item in self.progress.items} if self.progress else {}

    @cached_property
    def of_pages(self) -> dict[str, queries.Item]:
        """The reading activity of each page."""
        items = self.progress.items if self.progress else []
        return {str(item.part.page_key): item for item in items if item.part.kind == ActivityKind.READ}

    @cached_property
    def modules(self) -> dict[str, queries.ModuleProgress]:
        return {str(each.module.key): each for each in self.progress.modules} if self.progress else {}

    @cached_property
    def here(self) -> queries.Item | None:
        """What is next for who follows the course."""
        return self.progress.next if self.progress and self.progress.is_enrolled else None


def standing(request: HttpRequest, course_key: str) -> Standing:
    """Read once for a request: outline, heading and mark of one page all ask."""
    kept = request.__dict__.setdefault("_standings", {})
    if course_key not in kept:
        kept[course_key] = Standing(request, UUID(course_key))
    return kept[course_key]


# --- On the page of a course ---------------------------------------------------------------------------------------


@slot("progress.sheet")
def sheet(request: HttpRequest, course_key: str) -> str:
    """Progress in a course, or how to begin it."""
    progress = standing(request, course_key).progress
    if progress and (progress.is_enrolled or progress.has_begun):
        return render_form(request, "progress/_course_progress.html", {"progress": progress})
    contents = courses.contents(UUID(course_key), get_language(), request.user)
    first_url = contents.parts[0].url if contents and contents.parts else ""
    context = {"course_key": course_key, "first_url": first_url, "way_back": request.path}
    if not request.user.is_authenticated:
        return render_to_string("progress/_begin.html", context)
    before = [each for each in queries.before_this(request.user, UUID(course_key), get_language()) if not each.is_met]
    opens_on = courses.opens_later_on(UUID(course_key))
    mine = {
        "is_signed_in": True,
        "opens_on": opens_on,
        "before": before,
        "must_wait": any(each.is_binding for each in before),
    }
    return render_form(request, "progress/_begin.html", {**context, **mine})


@slot("progress.module_count")
def module_count(request: HttpRequest, course_key: str, module_key: str) -> str:
    module = standing(request, course_key).modules.get(module_key)
    return format_html('<span class="meta">{}</span>', module.count_sentence) if module else ""


@slot("progress.item_current")
def item_current(request: HttpRequest, course_key: str, activity_id: str) -> str:
    """The attribute of the row where the learner is."""
    here = standing(request, course_key).here
    return ' aria-current="step"' if here and str(here.part.activity_id) == activity_id else ""


@slot("progress.item_dot")
def item_dot(request: HttpRequest, course_key: str, activity_id: str) -> str:
    its = standing(request, course_key)
    item = its.items.get(activity_id)
    if item is None:
        return dot("todo")
    return dot("now" if item == its.here and not item.is_new else item.state)


@slot("progress.item_end")
def item_end(request: HttpRequest, course_key: str, activity_id: str) -> str:
    """What is said at the end of a row: new since the learner finished, or here."""
    its = standing(request, course_key)
    item = its.items.get(activity_id)
    is_new = item is not None and item.is_new and not item.is_done
    if item is None or not (is_new or item == its.here):
        return ""
    return render_to_string("progress/_item_end.html", {"is_new": is_new})


# --- On the page of a lesson ---------------------------------------------------------------------------------------


@slot("progress.outline_head")
def outline_head(request: HttpRequest, course_key: str, title: str, language: str, url: str) -> str:
    context = {"title": title, "language": language, "url": url}
    progress = standing(request, course_key).progress
    return render_to_string("components/_outline_head.html", {**context, **_figures(progress)})


@slot("progress.outline_summary")
def outline_summary(request: HttpRequest, course_key: str) -> str:
    return render_to_string("components/_outline_summary.html", _figures(standing(request, course_key).progress))


def _figures(progress: queries.Explanation | None) -> dict:
    return {"count": progress.count_sentence, "states": progress.segments} if progress else {}


@slot("progress.dot")
def lesson_dot(request: HttpRequest, course_key: str, activity_id: str) -> str:
    item = standing(request, course_key).items.get(activity_id)
    return dot(item.state if item else "todo")


@slot("progress.place")
def place(request: HttpRequest, lesson_key: str) -> str:
    """Where the script tells how far the learner has read."""
    if not request.user.is_authenticated:
        return ""
    url = reverse("my:keep_place", args=[lesson_key])
    return format_html(' data-place-url="{}" data-csrf="{}"', url, get_token(request))


@slot("progress.mark")
def mark(request: HttpRequest, lesson_key: str, course_key: str, course_url: str) -> str:
    """The mark of a lesson; for a visitor, how to get one."""
    if not request.user.is_authenticated:
        return render_to_string("progress/_sign_in.html", {"way_back": request.path})
    return render_form(request, "progress/_mark.html", mark_context(request, lesson_key, course_key, course_url))


def mark_context(request: HttpRequest, lesson_key: str, course_key: str, course_url: str) -> dict:
    its = standing(request, course_key)
    return {
        "lesson_key": lesson_key,
        "course_url": course_url,
        "progress": its.progress,
        "item": its.of_pages.get(lesson_key),
    }


# --- On the front page ---------------------------------------------------------------------------------------------


@slot("progress.next_step")
def next_step(request: SignedInRequest, all_courses: str) -> str:
    """What to do next over all courses. `all_courses` is the address of the section of courses."""
    mine = learning_of(request.user, get_language())
    return render_to_string(
        "progress/_next_step.html", {"step": mine.next, "has_courses": bool(mine.cards), "all_courses": all_courses}
    )
