"""A learner's state on content pages, which know nothing of learners."""

from dataclasses import dataclass
from uuid import uuid4

from django import template
from django.utils.translation import get_language

from learning.courses import queries as courses
from learning.courses.models import CoursePage, LessonPage
from learning.progress import queries

register = template.Library()


@dataclass(frozen=True)
class OutlineRow:
    title: str
    language: str
    url: str
    state: str
    is_current: bool


@dataclass(frozen=True)
class OutlineModule:
    title: str
    items: list[OutlineRow]


@dataclass(frozen=True)
class Place:
    """Where a lesson stands in its course, and the parts before and after it."""

    module_number: int
    module_title: str
    previous: courses.Part | None
    following: courses.Part | None


@dataclass(frozen=True)
class NextStep:
    """The one thing to do next, over all courses."""

    card: courses.CourseCard
    explanation: queries.Explanation

    @property
    def item(self) -> queries.Item | None:
        return self.explanation.next

    @property
    def url(self) -> str:
        return self.explanation.next_url

    @property
    def text(self) -> str:
        return f"{self.card.title} · {self.explanation.count_sentence}"


@register.simple_tag(takes_context=True)
def course_progress(context, course: CoursePage | None) -> queries.Explanation | None:
    """The explanation of the reader's progress in a course; None for a visitor. Kept for the request, since outline,
    heading and mark of one page all ask."""
    request = context["request"]
    if course is None or not request.user.is_authenticated:
        return None
    kept = request.__dict__.setdefault("_course_progress", {})
    if course.translation_key not in kept:
        kept[course.translation_key] = queries.explain(request.user, course.translation_key, get_language())
    return kept[course.translation_key]


@register.simple_tag
def item_of(explanation: queries.Explanation | None, lesson: LessonPage) -> queries.Item | None:
    """The lesson's item in an explanation; None when the course does not ask for it."""
    if not explanation:
        return None
    key = lesson.translation_key
    return next((item for item in explanation.items if item.part.page_key == key and not item.part.block_id), None)


def _modules(
    explanation: queries.Explanation | None, contents: courses.Contents | None
) -> list[tuple[courses.Module, list[tuple[courses.Part, str]]]]:
    """Modules with their parts and the state of each, whether or not a learner is known."""
    if explanation:
        return [(each.module, [(item.part, item.state) for item in each.items]) for each in explanation.modules]
    return [(module, [(part, "todo") for part in module.parts]) for module in contents.modules] if contents else []


@register.simple_tag
def outline_rows(
    explanation: queries.Explanation | None, contents: courses.Contents | None, lesson: LessonPage
) -> list[OutlineModule]:
    """The course beside a lesson."""
    return [
        OutlineModule(
            module.title,
            [
                OutlineRow(part.title, part.language, part.url, state, part.page_key == lesson.translation_key)
                for part, state in parts
                if part.url
            ],
        )
        for module, parts in _modules(explanation, contents)
    ]


@register.simple_tag
def place_in_course(
    explanation: queries.Explanation | None, contents: courses.Contents | None, lesson: LessonPage
) -> Place | None:
    modules = _modules(explanation, contents)
    placed = [
        (number, module, part)
        for number, (module, parts) in enumerate(modules, start=1)
        for part, _state in parts
        if part.url
    ]
    keys = [part.page_key for _number, _module, part in placed]
    if lesson.translation_key not in keys:
        return None
    index = keys.index(lesson.translation_key)
    number, module, _part = placed[index]
    return Place(
        number,
        module.title,
        previous=placed[index - 1][2] if index else None,
        following=placed[index + 1][2] if index + 1 < len(placed) else None,
    )


@register.simple_tag(takes_context=True)
def mark_of(context, item: queries.Item | None):
    """The event behind a done item, for its receipt."""
    if item is None or not item.is_done:
        return None
    return queries.last_mark(context["request"].user, item.part.activity_id)


@register.simple_tag(takes_context=True)
def next_step(context) -> NextStep | None:
    """What to do next over all courses the reader follows; the first course of all for who follows none."""
    user, language = context["request"].user, get_language()
    if not user.is_authenticated:
        return None
    cards = {card.key: card for card in courses.course_cards(language, user)}
    keys = [key for key in queries.followed_courses(user) if key in cards] or list(cards)[:1]
    explanations = queries.explain_all(user, keys, language)
    steps = (NextStep(cards[key], explanations[key]) for key in keys if key in explanations)
    return next((step for step in steps if step.item), None)


@register.simple_tag
def new_request_id() -> str:
    """A name for one sending of a form: sent twice, it is recorded once."""
    return str(uuid4())
