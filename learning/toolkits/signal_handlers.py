"""Wagtail's door: a worksheet that is published is kept as it is, and what shows it is shown anew."""

from django.utils import timezone
from wagtail.signals import published

from jadro.editions import stamps
from jadro.editions.choices import Scope
from learning.toolkits import services
from learning.toolkits.models import ToolkitConcept, WorksheetTemplate, WorksheetVersion


def connect() -> None:
    stamps.watch(Scope.LEARNING, ToolkitConcept, WorksheetTemplate, WorksheetVersion)
    published.connect(keep_version, sender=WorksheetTemplate, dispatch_uid="worksheet-published")


def keep_version(sender, instance: WorksheetTemplate, **kwargs) -> None:
    # Wagtail also says so when it is only scheduled.
    if instance.live:
        services.keep_version(instance, at=timezone.now())
