"""Wagtail's door: answers follow their fields when a worksheet is published."""

from wagtail.signals import published

from learning.plans import changes
from learning.toolkits import queries as toolkits
from learning.toolkits.models import WorksheetTemplate


def connect() -> None:
    published.connect(carry_over, sender=WorksheetTemplate, dispatch_uid="plans-worksheet-published")


def carry_over(sender, instance: WorksheetTemplate, **kwargs) -> None:
    # What was published is kept by now: toolkits stand before plans in the list of apps.
    rekeyed = toolkits.rekeyed(instance.translation_key, instance.locale.language_code)
    if rekeyed is not None:
        changes.carry_over(rekeyed)
