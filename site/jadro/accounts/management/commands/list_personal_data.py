from django.core.management.base import BaseCommand
from django.utils.translation import override

from jadro.accounts import registry


class Command(BaseCommand):
    help = "Prints what is kept of people, and what erasing and merging do with it, as a table in Markdown."

    def handle(self, *args, **options):
        with override("en"):
            self.stdout.write("| rows | their person | taken along | erasing | merging | why something stays |")
            self.stdout.write("| --- | --- | --- | --- | --- | --- |")
            for each in sorted(registry.everything(), key=lambda kept: (kept.name, kept.person)):
                taken = ", ".join(f"`{name}`" for name in each.taken) or "–"
                blank = ", ".join(f"`{name}`" for name in each.blank)
                erasing = f"{each.erasure.label}: {blank}" if blank else each.erasure.label
                path = f"`{each.person}`" if each.person else "found by key"
                self.stdout.write(
                    f"| `{each.name}` | {path} | {taken} | {erasing} | {each.merging.label} | {each.why or '–'} |"
                )
