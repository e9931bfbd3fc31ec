"""The association's aims and pages, from its own text (seed.yaml)."""

from typing import Any

from django.conf import settings
from django.db import transaction

from jadro.aims.choices import Kind
from jadro.aims.models import Aim, AimText
from jadro.demo import pages, reading, writing
from jadro.demo.pages import Recipe
from jadro.editions import stamps
from jadro.editions.choices import Scope
from jadro.home.models import HomePage, StandardPage


@transaction.atomic
def load_aims() -> int:
    """Makes the aims that are missing and returns their number."""
    seed, short = reading.document("seed.yaml"), reading.document("aims.yaml")
    listed = [
        *((Kind.SPECIFIC, aim) for aim in seed["specific_aims"]),
        *((Kind.MAIN, aim) for aim in seed["main_aims"]),
    ]
    made = 0
    for position, (kind, texts) in enumerate(listed, start=1):
        aim, is_new = Aim.objects.get_or_create(code=texts["code"], defaults={"kind": kind, "position": position})
        if is_new:
            AimText.objects.bulk_create(
                AimText(aim=aim, language=language, short=words, text=texts[language])
                for language, words in short[aim.code].items()
            )
            made += 1
    if made:
        stamps.touch(Scope.SITE)
    return made


@transaction.atomic
def load_pages() -> int:
    """Makes the pages that are missing, writes the front page if nobody has, and returns their number."""
    data = reading.document("association.yaml")
    seed = reading.document("seed.yaml")
    home = front_page()
    made = sum(pages.plant(_standard_page(page, seed), home) for page in data["pages"])
    return made + _fill_front_page(home, data["home"])


def front_page() -> HomePage:
    return HomePage.objects.get(locale__language_code=settings.LANGUAGE_CODE, alias_of__isnull=True)


def _standard_page(data: dict[str, Any], seed: dict[str, writing.Text]) -> Recipe:
    blocks = [{**block, **seed[block["seed"]]} if "seed" in block else block for block in data["body"]]

    def write(language: str) -> StandardPage:
        page = StandardPage(
            **writing.fields(data, language),
            show_in_menus=data.get("in_menu", False),
            body=writing.body(blocks, language),
        )
        return writing.with_aims(page, data["aims"])

    return Recipe(data["key"], write, [_standard_page(child, seed) for child in data.get("below", [])])


def _fill_front_page(home: HomePage, data: dict[str, Any]) -> int:
    """Writes the front page that the migrations left empty. One that has been saved since is an editor's."""
    if home.latest_revision_id:
        return 0

    def write(language: str) -> HomePage:
        names = ("title", "seo_title", "headline", "summary", "note")
        return HomePage(
            slug=f"home-{language}",
            body=writing.body(data["body"], language),
            **{name: writing.words(data[name], language) for name in names},
        )

    written = write(settings.LANGUAGE_CODE)
    for name in ("title", "seo_title", "headline", "summary", "note", "body"):
        setattr(home, name, getattr(written, name))
    writing.with_aims(home, data["aims"])
    home.save()
    home.save_revision()
    pages.publish([home, *pages.translate(home, write)])
    return 1
