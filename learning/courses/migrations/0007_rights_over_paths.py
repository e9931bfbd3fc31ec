from django.db import migrations

from jadro.accounts.choices import Role
from jadro.accounts.roles import grant


def give_rights(apps, schema_editor):
    grant(apps, Role.EDITOR, *(f"courses.{action}_learningpath" for action in ("view", "add", "change", "delete")))


class Migration(migrations.Migration):
    dependencies = [("courses", "0006_learning_paths"), ("accounts", "0002_roles")]
    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
