"""The learning paths, from paths.yaml."""

from django.db import transaction

from jadro.demo import pages, reading
from learning.courses.models import LearningPath, LearningPathStep, LearningPathText


@transaction.atomic
def load() -> int:
    """Makes the paths that are missing and returns their number."""
    data = reading.document("paths.yaml")
    existing = set(LearningPath.objects.filter(slug__in=data).values_list("slug", flat=True))
    missing = {slug: each for slug, each in data.items() if slug not in existing}
    for slug, each in missing.items():
        path = LearningPath.objects.create(slug=slug)
        for language, title in each["title"].items():
            LearningPathText.objects.create(
                path=path, language=language, title=title, summary=each["summary"][language]
            )
        for place, key in enumerate(each["courses"]):
            LearningPathStep.objects.create(path=path, course_key=pages.lasting_id(f"course-{key}"), sort_order=place)
    return len(missing)
