"""What is kept of worksheets when they are published."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from learning.toolkits.models import WorksheetTemplate, WorksheetVersion
from learning.toolkits.models.worksheets import digest_of


@transaction.atomic
def keep_version(template: WorksheetTemplate, *, at: datetime) -> WorksheetVersion:
    """Keeps what a published template asks, for answers to hold on to. Published unchanged, it stays the version it
    was. Safe to repeat."""
    content = template.content()
    digest = digest_of(content)
    # Two who publish it at once queue here, so that both do not make the same number.
    WorksheetTemplate.objects.select_for_update().filter(pk=template.pk).first()
    versions = WorksheetVersion.objects.filter(
        template_key=template.translation_key, language=template.locale.language_code
    )
    latest = versions.order_by("-number").first()
    if latest is not None and latest.digest == digest:
        return latest
    return WorksheetVersion.objects.create(
        template_key=template.translation_key,
        language=template.locale.language_code,
        number=(versions.aggregate(most=Max("number"))["most"] or 0) + 1,
        digest=digest,
        content=content,
        published_at=at,
    )
