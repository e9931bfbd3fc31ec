from django.db import migrations

from jadro.accounts.choices import Role
from jadro.accounts.roles import grant


def give_rights(apps, schema_editor):
    grant(apps, Role.EDITOR, *(f"resources.{action}_concept" for action in ("view", "add", "change")))


class Migration(migrations.Migration):
    dependencies = [("resources", "0001_initial"), ("accounts", "0002_roles")]
    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
