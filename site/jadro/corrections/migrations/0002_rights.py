from django.db import migrations

from jadro.accounts.choices import Role
from jadro.accounts.roles import grant


def give_rights(apps, schema_editor):
    grant(apps, Role.EDITOR, "corrections.view_report", "corrections.change_report")


class Migration(migrations.Migration):
    dependencies = [("corrections", "0001_reports"), ("accounts", "0002_roles")]
    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
