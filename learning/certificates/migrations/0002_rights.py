from django.db import migrations

from jadro.accounts.choices import Role
from jadro.accounts.roles import grant


def give_rights(apps, schema_editor):
    grant(apps, Role.COORDINATOR, "certificates.view_certificate", "certificates.revoke_certificate")


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0001_certificates_and_their_withdrawals"),
        ("accounts", "0002_roles"),
    ]
    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
