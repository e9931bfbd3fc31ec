from http import HTTPStatus
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from jadro.accounts.requests import SignedInRequest
from jadro.base.permission import can
from learning.courses import queries as courses
from learning.courses.models import CoursePage
from learning.quizzes.results import FEWEST
from learning.statistics import comparing, export, network, queries, services
from learning.statistics.choices import COLUMNS, IN_DETAIL, RULES_VERSION, Measure
from learning.statistics.figures import course_figures
from learning.statistics.forms import ChangeNoteForm, ChoiceForm
from learning.statistics.models import ChangeNote
from learning.statistics.periods import Month


@require_GET
def all_courses(request: SignedInRequest) -> HttpResponse:
    """The courses whose figures one may see."""
    found = queries.courses_seen_by(request.user)
    if not found:
        raise PermissionDenied
    return render(request, "statistics/admin/courses.html", {"courses": found})


@require_GET
def plans(request: SignedInRequest) -> HttpResponse:
    """Numbers of plans of the network, as a page or, asked for by `export`, as a table of the same."""
    if not request.user.has_perm("statistics.see_statistics_of_plans"):
        raise PermissionDenied
    tables = network.tables()
    if (file_type := request.GET.get("export")) in export.Spreadsheet.FORMATS:
        sheet = export.OfPlansSpreadsheet(f"plans-{timezone.localdate()}")
        return sheet.as_spreadsheet(list(export.lines_of_plans(tables)), file_type)
    return render(request, "statistics/admin/plans.html", {"tables": tables, "fewest": FEWEST})


@require_GET
def course(request: SignedInRequest, course_key: UUID) -> HttpResponse:
    """Figures of a course, as a page or, asked for by `export`, as a table of the same."""
    page = _course(request, course_key)
    runs = queries.runs_of(course_key)
    months = queries.months_of(course_key, until=Month.of(timezone.now()))
    form = ChoiceForm(request.GET, runs=runs, months=months)
    context = {**_shared(page, course_key), "form": form, "note_form": ChangeNoteForm(), "today": months[-1]}
    if not form.is_valid():
        return _page(request, context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    figures = course_figures(course_key, form.chosen_runs, form.period, language=get_language(), reader=request.user)
    if (file_type := request.GET.get("export")) in export.Spreadsheet.FORMATS:
        first = f"{form.period.first}-" if form.period.first else ""
        table = export.Spreadsheet(f"{page.slug}-{first}{form.period.last}")
        return table.as_spreadsheet(list(export.lines(page.title, form.group_words, figures)), file_type)
    return _page(request, {**context, "figures": figures, "group": form.group_words})


@require_POST
def note_change(request: SignedInRequest, course_key: UUID) -> HttpResponse:
    page = _course(request, course_key)
    if not can(request.user, "note change", page):
        raise PermissionDenied
    form = ChangeNoteForm(request.POST)
    if not form.is_valid():
        context = {**_shared(page, course_key), "note_form": form, "is_note_wrong": True}
        return _page(request, context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    services.note_change(page, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Your note is kept."))
    return redirect("statistics:course", course_key)


@require_POST
def remove_note(request: SignedInRequest, course_key: UUID, note_id: int) -> HttpResponse:
    page = _course(request, course_key)
    if not can(request.user, "note change", page):
        raise PermissionDenied
    note = get_object_or_404(ChangeNote, pk=note_id, course_key=course_key)
    services.remove_note(page, note, by=request.user)
    messages.success(request, _("The note “%(text)s” is gone.") % {"text": note.text})
    return redirect("statistics:course", course_key)


@require_GET
def compare(request: SignedInRequest, course_key: UUID, note_id: int) -> HttpResponse:
    """Everybody's figures before and after a noted change."""
    page = _course(request, course_key)
    note = get_object_or_404(ChangeNote, pk=note_id, course_key=course_key)
    context = {**_shared(page, course_key), "note": note}
    if periods := comparing.around(note.made_on, today=timezone.localdate()):
        runs = queries.runs_of(course_key)
        before, after = (
            course_figures(course_key, runs, period, language=get_language(), reader=request.user)
            for period in (periods.before, periods.after)
        )
        context |= {
            "before": before,
            "after": after,
            "pairs": comparing.of_course(before, after),
            "items": comparing.of_items(before, after),
        }
    return render(request, "statistics/admin/compare.html", context)


def _course(request: SignedInRequest, course_key: UUID) -> CoursePage:
    """In the language of the admin where there is one; whoever may not see its figures is refused."""
    source = courses.source_course(course_key)
    if source is None:
        raise Http404
    if not can(request.user, "see statistics", source):
        raise PermissionDenied
    written = CoursePage.objects.filter(
        translation_key=course_key, alias_of__isnull=True, locale__language_code=get_language()
    )
    return written.first() or source


def _shared(page: CoursePage, course_key: UUID) -> dict:
    return {
        "course": page,
        "course_key": course_key,
        "notes": queries.notes_of(course_key),
        "measures": [each for each in Measure if each not in IN_DETAIL],
        "columns": COLUMNS,
        "definitions": [*COLUMNS, *IN_DETAIL],
        "fewest": FEWEST,
        "rules_version": RULES_VERSION,
    }


def _page(request: SignedInRequest, context: dict, *, status: int = HTTPStatus.OK) -> HttpResponse:
    may_note = can(request.user, "note change", context["course"])
    return render(request, "statistics/admin/course.html", {**context, "may_note": may_note}, status=status)
