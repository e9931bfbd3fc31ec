from django.db import migrations

from jadro.accounts.choices import Role
from jadro.accounts.roles import grant

ACTIONS = ("view", "add", "change", "delete", "publish", "lock", "unlock")


def give_rights(apps, schema_editor):
    grant(apps, Role.EDITOR, *(f"toolkits.{action}_worksheettemplate" for action in ACTIONS))


class Migration(migrations.Migration):
    dependencies = [("toolkits", "0001_toolkits_and_worksheets"), ("accounts", "0002_roles")]
    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
