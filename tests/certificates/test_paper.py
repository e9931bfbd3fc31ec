"""The certificate as a PDF: what can be read and copied out of it, in every language."""

import unicodedata
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from jadro.base import papers
from learning.certificates import words
from tests.factories import accounts, certificates, learning

pytestmark = pytest.mark.django_db

LETTERS = "ЃѓЌќЅѕЏџЍѝ ÇçËë"


def pdf_url(certificate, language: str) -> str:
    with translation.override(language):
        return reverse("certificates:pdf", args=[certificate])


def read(content: bytes) -> tuple[Any, str]:
    """The file, and what one gets by copying all of its text."""
    reader = PdfReader(BytesIO(content))
    copied = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    return reader, unicodedata.normalize("NFC", copied)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("mk", ["Потврда", "8 март 2026", "половина час"]),
        ("sq", ["Vërtetim", "8 mars 2026", "gjysmë ore"]),
        ("en", ["Certificate", "8 March 2026", "half an hour"]),
    ],
)
def test_the_paper_says_the_same_in_every_language_and_copies_out_right(signed_in, language, sentences):
    learner = accounts.user()
    course = learning.course(2, title=f"Застапување {LETTERS}")
    certificate = certificates.certificate(learner, course, name=f"Ѓорѓи Ќосев {LETTERS}")

    response = signed_in(learner).get(pdf_url(certificate, language))

    reader, copied = read(response.content)
    with translation.override(language):
        rule = certificate.rule_sentence
    expected = [*sentences, certificate.name, certificate.title.text, certificate.spaced_code, rule]
    assert [each for each in expected if each not in copied] == []
    assert f"/{language}/certificates/{certificate.spaced_code}/" in copied
    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/Lang"] == language
    assert course.title in reader.metadata.title
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_the_paper_is_a_private_file_to_keep(signed_in):
    learner = accounts.user()
    certificate = certificates.certificate(learner, learning.course(1))

    response = signed_in(learner).get(pdf_url(certificate, "en"))

    assert response.headers["Content-Type"] == "application/pdf"
    assert (
        response.headers["Content-Disposition"] == f'attachment; filename="certificate-{certificate.spaced_code}.pdf"'
    )
    assert "no-store" in response.headers["Cache-Control"]


def test_what_a_person_wrote_is_never_read_as_markup(signed_in):
    learner = accounts.user()
    name = '#strong[x] *b* $1$ #read("/a") <script> \\ @a'
    certificate = certificates.certificate(learner, learning.course(1), name=name)

    _reader, copied = read(signed_in(learner).get(pdf_url(certificate, "en")).content)

    assert name in copied


@pytest.mark.long
def test_a_title_with_letters_no_typeface_has_still_gives_a_paper(signed_in):
    learner = accounts.user()
    certificate = certificates.certificate(learner, learning.course(1, title="Застапување 日本"))

    _reader, copied = read(signed_in(learner).get(pdf_url(certificate, "en")).content)

    assert "Застапување" in copied


def test_the_typeface_of_the_site_is_used_for_both_alphabets():
    """Under one shared name the engine would take one of them from another face, without a word."""
    content = papers.make_pdf("words.typ", {"words": f"{LETTERS} Čović 123"})

    reader, _copied = read(content)
    fonts = {str(font.get_object()["/BaseFont"]) for font in reader.pages[0]["/Resources"]["/Font"].values()}
    assert {name.partition("+")[2].split("-Regular")[0] for name in fonts} == {
        "Bitter-latin",
        "Bitter-latin-ext",
        "Bitter-cyrillic",
    }


@pytest.mark.parametrize(
    ("half_hours", "sentence"), [(0, ""), (1, "half an hour"), (2, "1 hour"), (4, "2 hours"), (5, "2.5 hours")]
)
def test_hours_are_whole_or_half(half_hours, sentence):
    with translation.override("en"):
        assert words.hours(half_hours) == sentence
