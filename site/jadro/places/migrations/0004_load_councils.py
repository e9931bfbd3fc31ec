"""The council of each municipality, named after it. Reference data: every installation has them."""

from django.db import migrations

NAMES = {"mk": "Совет на општина {}", "sq": "Këshilli i Komunës {}", "en": "Council of {} Municipality"}


def code_of(municipality):
    return f"council-{municipality.code}"


def load(apps, schema_editor):
    """Adds what is missing and leaves alone what is there."""
    Institution, InstitutionName, Municipality = (
        apps.get_model("places", name) for name in ("Institution", "InstitutionName", "Municipality")
    )
    municipalities = list(Municipality.objects.prefetch_related("names"))
    Institution.objects.bulk_create(
        (Institution(code=code_of(each), kind="council", municipality=each) for each in municipalities),
        ignore_conflicts=True,
    )
    councils = Institution.objects.in_bulk(field_name="code")
    InstitutionName.objects.bulk_create(
        (
            InstitutionName(
                institution=councils[code_of(each)], language=row.language, name=NAMES[row.language].format(row.name)
            )
            for each in municipalities
            for row in each.names.all()
            if row.language in NAMES
        ),
        ignore_conflicts=True,
    )


def unload(apps, schema_editor):
    apps.get_model("places", "Institution").objects.filter(code__startswith="council-").delete()


class Migration(migrations.Migration):
    dependencies = [("places", "0003_institutions")]

    operations = [migrations.RunPython(load, unload)]
