from django.db import migrations

from jadro.accounts.choices import Role
from jadro.accounts.roles import grant

OUTBOX = [f"outbox.{action}_{model}" for action in ("view", "change") for model in ("message", "job")]


def give_rights(apps, schema_editor):
    grant(apps, Role.COORDINATOR, *OUTBOX)
    for role in (Role.EDITOR, Role.COORDINATOR):
        grant(apps, role, "home.view_translationwish", "aims.view_aim", "aims.change_aim")


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0002_first_pages"),
        ("accounts", "0002_roles"),
        ("aims", "0001_initial"),
        ("outbox", "0001_initial"),
    ]
    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
