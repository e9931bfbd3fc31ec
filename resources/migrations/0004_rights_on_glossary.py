from django.db import migrations

from jadro.accounts.choices import Role
from jadro.accounts.roles import grant


def give_rights(apps, schema_editor):
    grant(apps, Role.EDITOR, *(f"resources.{action}_glossaryterm" for action in ("view", "add", "change", "delete")))


class Migration(migrations.Migration):
    dependencies = [("resources", "0003_glossary"), ("accounts", "0002_roles")]
    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
