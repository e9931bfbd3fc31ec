from django.db import migrations

from jadro.accounts.choices import Role
from jadro.accounts.roles import grant


def give_rights(apps, schema_editor):
    for role in (Role.EDITOR, Role.COORDINATOR):
        grant(apps, role, "home.view_translationwish", "aims.view_aim", "aims.change_aim")


class Migration(migrations.Migration):
    dependencies = [("home", "0002_first_pages"), ("accounts", "0002_roles"), ("aims", "0001_initial")]
    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
