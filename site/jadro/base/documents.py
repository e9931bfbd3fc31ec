"""Documents for office programs (DOCX), in the one look they all have. Like papers they are made when they are asked
for, and none is stored."""

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

# Millimetres of a line of handwriting.
LINE = 9
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def begin(title: str, *, author: str, language: str) -> "Document":
    """An empty one. Its language is that of every word which `speak` does not say otherwise of."""
    # Takes a while to import, and most processes never write one.
    from docx import Document
    from docx.oxml.ns import qn

    document = Document()
    document.core_properties.title = title
    document.core_properties.author = author
    document.core_properties.language = language
    for spoken in document.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), language)
    return document


def speak(paragraph: "Paragraph", language: str) -> "Paragraph":
    """Marks the words of a paragraph as those of a language, for screen readers and spelling."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for run in paragraph.runs:
        spoken = OxmlElement("w:lang")
        spoken.set(qn("w:val"), language)
        run._r.get_or_add_rPr().append(spoken)
    return paragraph


def begin_page(document: "Document", *, is_wide: bool, is_first: bool) -> None:
    """A page of A4, lying on its side when it is wide; the first page of a document is there already."""
    from docx.enum.section import WD_ORIENT, WD_SECTION
    from docx.shared import Mm

    page = document.sections[0] if is_first else document.add_section(WD_SECTION.NEW_PAGE)
    page.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = (Mm(297), Mm(210)) if is_wide else (Mm(210), Mm(297))
    page.left_margin = page.right_margin = Mm(20)


def add_room(document: "Document", label: str, *, lines: int) -> None:
    """A frame to write in, by hand or by keyboard."""
    from docx.shared import Mm

    if label:
        document.add_paragraph(label)
    frame = document.add_table(rows=1, cols=1)
    frame.style = "Table Grid"
    frame.rows[0].height = Mm(LINE * lines)


def add_table(
    document: "Document", columns: Iterable[str], rows: Iterable[Iterable[str]], *, is_blank: bool = False
) -> "Table":
    """A table with its headings; rows to write in are as high as handwriting is."""
    from docx.shared import Mm

    headings = list(columns)
    table = document.add_table(rows=1, cols=len(headings))
    table.style = "Table Grid"
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        cell.paragraphs[0].add_run(heading).bold = True
    for row in rows:
        added = table.add_row()
        added.height = Mm(LINE) if is_blank else None
        for cell, words in zip(added.cells, row, strict=True):
            cell.text = words
    return table


def speak_table(table: "Table", language: str) -> "Table":
    for cell in table.rows[0].cells:
        speak(cell.paragraphs[0], language)
    return table


def content_of(document: "Document") -> bytes:
    written = BytesIO()
    document.save(written)
    return written.getvalue()
