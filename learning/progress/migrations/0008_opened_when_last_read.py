"""Of places that were kept before, the last time somebody was there is the earliest that is known."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    places = apps.get_model("progress", "ReadingPlace").objects
    places.filter(opened_at__isnull=True).update(opened_at=F("read_at"))


class Migration(migrations.Migration):
    dependencies = [("progress", "0007_place_opened_at")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
