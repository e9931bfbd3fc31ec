"""What the admin shows of a run of a course."""

from django import template

from learning.courses.models import Run
from learning.progress import queries

register = template.Library()


@register.simple_tag
def people_in(run: Run) -> list[queries.PersonInRun]:
    return queries.people_in(run) if run.pk else []


@register.simple_tag
def run_figures(run: Run) -> str:
    return queries.run_figures(run).sentence
