"""Blank worksheets, for whoever can read what they ask."""

from pathlib import PurePosixPath
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from jadro.base.http import download
from learning.toolkits import blanks, queries


@require_safe
def blank(request: HttpRequest, key: str, file_type: str) -> HttpResponse:
    """One worksheet."""
    language = get_language()
    worksheet = queries.worksheet_called(key, language)
    if file_type not in blanks.FORMATS or worksheet is None or not queries.is_open(worksheet, language, request.user):
        raise Http404
    content = blanks.content(
        [worksheet], file_type, title=worksheet.title, title_language=worksheet.language, language=language
    )
    return download(content, blanks.FORMATS[file_type][0], f"{key}.{file_type}")


@require_safe
def blanks_of_toolkit(request: HttpRequest, toolkit_key: UUID, file_type: str) -> HttpResponse:
    """All worksheets of a toolkit, in the order of its steps."""
    language = get_language()
    card = next((each for each in queries.toolkits(language, request.user) if each.key == toolkit_key), None)
    worksheets = queries.worksheets_of(card, language) if card else []
    if file_type not in blanks.FORMATS or card is None or not worksheets:
        raise Http404
    content = blanks.content(worksheets, file_type, title=card.title, title_language=card.language, language=language)
    return download(content, blanks.FORMATS[file_type][0], f"{PurePosixPath(card.url).name}.{file_type}")
