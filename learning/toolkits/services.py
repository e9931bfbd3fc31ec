"""What is kept of worksheets when they are published."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from learning.toolkits.models import WorksheetTemplate, WorksheetVersion
from learning.toolkits.models.worksheets import digest_of
from learning.toolkits.wording import worded


@transaction.atomic
def keep_version(template: WorksheetTemplate, *, at: datetime) -> WorksheetVersion:
    """Keeps what a published template asks, for answers to hold on to. Published unchanged, it stays the version it
    was. Safe to repeat.

    All but the words is that of the source: when that is published, its other languages ask the same at once, and a
    translation published from an older draft brings words alone.
    """
    # Two who publish it at once queue here, so that both do not make the same number.
    rows = WorksheetTemplate.objects.select_for_update().filter(translation_key=template.translation_key)
    source = min(rows, key=lambda row: row.pk)
    current = {
        version.language: version.content
        for version in WorksheetVersion.objects.current().filter(template_key=template.translation_key)
    }
    language, source_language = template.locale.language_code, source.locale.language_code
    if template.pk != source.pk:
        content = template.content()
        if source_language in current:
            content = worded(current[source_language], content, source_language=source_language)
        return _keep(template.translation_key, language, content, at=at)
    content = template.content()
    for other in current.keys() - {language}:
        words = worded(content, current[other], source_language=source_language)
        _keep(template.translation_key, other, words, at=at)
    return _keep(template.translation_key, language, content, at=at)


def _keep(template_key: UUID, language: str, content: dict[str, Any], *, at: datetime) -> WorksheetVersion:
    digest = digest_of(content)
    versions = WorksheetVersion.objects.filter(template_key=template_key, language=language)
    latest = versions.order_by("-number").first()
    if latest is not None and latest.digest == digest:
        return latest
    return WorksheetVersion.objects.create(
        template_key=template_key,
        language=language,
        number=latest.number + 1 if latest else 1,
        digest=digest,
        content=content,
        published_at=at,
    )
