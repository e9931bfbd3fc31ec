from django.db import migrations

from jadro.accounts.choices import Role
from jadro.accounts.roles import grant


def give_rights(apps, schema_editor):
    grant(apps, Role.COORDINATOR, "certificates.correct_name")


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0004_corrections_of_names"),
        ("accounts", "0002_roles"),
    ]
    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
