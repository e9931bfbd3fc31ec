from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language

from learning.courses import queries as courses
from learning.courses.models import LessonPage
from learning.courses.quiz_blocks import quizzes_in
from learning.quizzes import results


def quiz_results(request: HttpRequest, page_id: int) -> HttpResponse:
    """Which questions of a lesson's quizzes most people miss, for those who may change the lesson."""
    lesson = get_object_or_404(LessonPage, pk=page_id)
    if not lesson.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    blocks = [block_id for block_id, _title in quizzes_in(lesson.body)]
    context = {
        "lesson": lesson,
        "course": courses.course_of(lesson),
        "back": reverse("wagtailadmin_pages:edit", args=[lesson.pk]),
        "results": results.of_lesson(lesson.translation_key, blocks, get_language()),
        "fewest": results.FEWEST,
    }
    return render(request, "quizzes/admin/results.html", context)
