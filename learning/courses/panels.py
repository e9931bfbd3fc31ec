"""What editors see of a course beside its fields."""

from wagtail.admin.compare import M2MFieldComparison


class ConceptsComparison(M2MFieldComparison):
    """Concepts have no order: only those that were added or taken away are a change."""

    def get_items(self) -> tuple[list, list]:
        before, after = super().get_items()
        return sorted(before, key=str), sorted(after, key=str)
