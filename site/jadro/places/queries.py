from jadro.base import folding
from jadro.base.latin import latin
from jadro.places.models import InstitutionName


def institutions_called(typed: str) -> set[int]:
    """Institutions with a name that holds what was typed, in either alphabet. One query; all names are read, since the
    two databases would differ in small and capital Cyrillic letters."""
    rows = InstitutionName.objects.values_list("institution", "name")
    begun = latin(typed.strip())
    return {pk for pk, name in rows if begun in latin(name) or folding.finds(typed, name)}
