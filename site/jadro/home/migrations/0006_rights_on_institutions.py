from django.db import migrations

from jadro.accounts.choices import Role
from jadro.accounts.roles import grant

ACTIONS = ("view", "add", "change", "delete")


def give_rights(apps, schema_editor):
    # Here, because places stand below the roles.
    for role in (Role.EDITOR, Role.COORDINATOR):
        grant(apps, role, *(f"places.{action}_institution" for action in ACTIONS))


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0005_help_texts"),
        ("accounts", "0002_roles"),
        ("places", "0005_institutions_kept_by_editors"),
    ]
    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
