"""Papers to print and keep: a template of `templates/papers` and plain values become a PDF.

What people wrote goes in as data and is never read as markup. Nothing is stored: a paper is made when it is asked for,
in some hundredths of a second, from what the database holds.
"""

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import qrcode
from django.conf import settings
from qrcode.image.svg import SvgPathImage

logger = logging.getLogger(__name__)

TEMPLATES: Path = settings.ROOT / "templates" / "papers"
# Tagged and readable aloud, with a language and a title; the engine refuses to write what does not keep it.
STANDARD = "ua-1"


def make_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of a template, such as "certificate.typ". `data` is what JSON can hold; its keys are named in the
    template's first lines.

    A letter that no typeface here has shows as an empty box, and that one paper is then without the mark of the
    standard for accessibility: better than none.
    """
    try:
        return _compile(TEMPLATES / template, data, STANDARD)
    except LettersMissing:
        logger.warning("A paper holds letters that cannot be shown: %s.", template)
        return _compile(TEMPLATES / template, data)


def make_picture(template: str, data: Mapping[str, Any]) -> bytes:
    """The one page of a template as PNG, sharp enough to print."""
    return _compile(TEMPLATES / template, data, kind="png")


def can_print(words: str) -> bool:
    """Whether a paper can show every letter of these words."""
    try:
        _compile(TEMPLATES / "words.typ", {"words": words}, STANDARD)
    except LettersMissing:
        return False
    return True


def qr_code(address: str) -> str:
    """An address to be read by a phone's camera, as SVG."""
    return qrcode.make(address, image_factory=SvgPathImage, border=0).to_string(encoding="unicode")


class LettersMissing(Exception):
    """The words hold letters that no typeface here has."""


def _compile(source: Path, data: Mapping[str, Any], *standards: Any, kind: Literal["pdf", "png"] = "pdf") -> bytes:
    # Takes 9 MB, which a process that makes no papers need not carry.
    import typst

    try:
        return typst.compile(
            source,
            root=TEMPLATES,
            font_paths=[settings.BUILD_DIR / "fonts"],
            ignore_system_fonts=True,  # the same paper on every machine
            sys_inputs={"data": json.dumps(data)},
            pdf_standards=list(standards),
            format=kind,
            ppi=200,
        )
    except typst.TypstError as error:
        if "could not be displayed" in error.message:
            raise LettersMissing from error
        raise
