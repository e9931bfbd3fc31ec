from django.db import migrations

from jadro.accounts.choices import Role
from jadro.accounts.roles import grant


def give_rights(apps, schema_editor):
    # Editors see the figures of what they may change. Mentors have the right for when they get a place to look.
    for role in (Role.COORDINATOR, Role.MENTOR):
        grant(apps, role, "statistics.see_statistics")


class Migration(migrations.Migration):
    dependencies = [
        ("statistics", "0001_notes_on_changes"),
        ("accounts", "0002_roles"),
    ]
    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
