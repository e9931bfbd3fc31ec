"""The controlled vocabulary, from vocabulary.tsv."""

from django.conf import settings
from django.db import transaction

from jadro.demo import reading
from jadro.editions import stamps
from jadro.editions.choices import Scope
from resources.choices import Facet, LabelKind
from resources.models import Concept, ConceptLabel


@transaction.atomic
def load() -> int:
    """Makes the concepts that are missing, with labels and broader terms, and returns their number."""
    rows = {row["id"]: row for row in reading.table("vocabulary.tsv")}
    existing = set(Concept.objects.filter(slug__in=rows).values_list("slug", flat=True))
    made = {key: _concept(row) for key, row in rows.items() if key not in existing}
    concepts = Concept.objects.in_bulk(rows, field_name="slug") if made else {}
    for key in made:
        if broader := rows[key]["broader"]:
            concepts[key].broader = concepts[broader]
            concepts[key].save(update_fields=["broader"])
    return len(made)


def _concept(row: dict[str, str]) -> Concept:
    facet = Facet(row["facet"])
    concept = Concept.objects.create(
        slug=row["id"], name=_free_name(row[f"pref_{settings.LANGUAGE_CODE}"], facet), facet=facet, note=row["note"]
    )
    languages = [column.removeprefix("pref_") for column in row if column.startswith("pref_")]
    ConceptLabel.objects.bulk_create(
        ConceptLabel(concept=concept, language=language, kind=kind, text=text)
        for language in languages
        for kind, texts in (
            (LabelKind.PREFERRED, [row[f"pref_{language}"]]),
            (LabelKind.SYNONYM, row[f"syn_{language}"].split(";")),
        )
        for text in texts
        if text
    )
    stamps.touch(Scope.LEARNING)
    return concept


def _free_name(label: str, facet: Facet) -> str:
    """Names are unique in the whole vocabulary; two facets may use one word, which then says which it is."""
    return f"{label} ({facet.label})" if Concept.objects.filter(name__iexact=label).exists() else label
