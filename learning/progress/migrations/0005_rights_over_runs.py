from django.db import migrations

from jadro.accounts.choices import Role
from jadro.accounts.roles import grant


def give_rights(apps, schema_editor):
    grant(apps, Role.COORDINATOR, *(f"courses.{action}_run" for action in ("view", "add", "change")))


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0004_declined"),
        ("courses", "0004_names_and_dates_of_runs"),
        ("accounts", "0002_roles"),
    ]
    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
