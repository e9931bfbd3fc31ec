from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone

from jadro.accounts import services
from jadro.accounts.models import User
from jadro.base.errors import Refused


class Command(BaseCommand):
    help = "Erases accounts by their numbers or e-mails, or lists the numbers of those that were erased."

    def add_arguments(self, parser):
        parser.add_argument("numbers", nargs="*", type=int)
        parser.add_argument("--email", help="of an account whose owner cannot sign in any more")
        parser.add_argument("--list", action="store_true", help="numbers of the accounts that were erased")

    def handle(self, *args, numbers: list[int], email: str | None, **options):
        if options["list"]:
            # In an older backup who was merged into an erased account is still somebody.
            merged = Q(merged_into__erased_at__isnull=False)
            erased = User.objects.filter(Q(erased_at__isnull=False) | merged).order_by("pk")
            self.stdout.write(" ".join(str(pk) for pk in erased.values_list("pk", flat=True)))
            return
        wanted = Q(pk__in=numbers) | (Q(email=email.lower()) if email else Q(pk__in=[]))
        people = list(User.objects.filter(wanted).order_by("pk"))
        if len(people) < len(set(numbers)) + bool(email):
            raise CommandError("There is no such account. Nothing was erased.")
        for person in people:
            try:
                services.erase(person, at=timezone.now())
            except Refused as refusal:
                raise CommandError(f"Account {person.pk}: {refusal.message}") from refusal
            self.stdout.write(f"Account {person.pk} is erased.")
