from django.db import migrations

from jadro.accounts.choices import Role
from jadro.accounts.roles import grant


def give_rights(apps, schema_editor):
    for role in (Role.EDITOR, Role.COORDINATOR):
        grant(apps, role, "statistics.see_statistics_of_plans")


class Migration(migrations.Migration):
    dependencies = [
        ("statistics", "0003_right_to_see_plans"),
        ("accounts", "0002_roles"),
    ]
    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
