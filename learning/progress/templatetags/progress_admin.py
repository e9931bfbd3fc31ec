"""What the admin shows of the people in a course."""

from django import template

from jadro.base.pages import BasePage
from learning.courses.live import Planned
from learning.courses.models import Run
from learning.progress import audience, queries
from learning.progress.impact import Impact, impact

register = template.Library()


@register.simple_tag
def people_in(run: Run) -> list[queries.PersonInRun]:
    return queries.people_in(run) if run.pk else []


@register.simple_tag
def run_figures(run: Run) -> str:
    return queries.run_figures(run).sentence


@register.simple_tag
def audience_of(page: BasePage) -> audience.Audience | None:
    """None before the page is saved."""
    return audience.audience(page) if page.pk else None


@register.simple_tag
def impact_of_draft(page: BasePage) -> Impact | None:
    """What publishing the last saved draft would do; None when there is none, or nobody would notice."""
    if not page.pk or not page.has_unpublished_changes:
        return None
    planned = Planned(published=(page.get_latest_revision_as_object(),))
    found = (impact(key, planned) for key in planned.course_keys())
    return next((each for each in found if each is not None), None)
