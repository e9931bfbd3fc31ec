from django.core.management.base import BaseCommand, CommandError

from jadro.accounts import services
from jadro.accounts.models import User


class Command(BaseCommand):
    help = (
        "Turns off the second step of signing in for an account whose owner lost phone and recovery codes, signs it out"
        " everywhere and tells its owner by mail. Make sure first, by another way than mail, that the owner is asking."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", help="e-mail of the account")

    def handle(self, *args, email, **options):
        person = User.objects.filter(email=email.lower()).first()
        if person is None:
            raise CommandError(f"No account has the e-mail {email}.")
        if not services.has_second_factor(person):
            raise CommandError(f"The account {email} has no second step.")
        services.reset_second_factor(person, by=None)
        self.stdout.write(f"The second step of {email} is turned off. Its owner has been told by mail.")
