"""The regions and municipalities, from the table beside this app. Reference data: every installation has them."""

import csv
from pathlib import Path

from django.db import migrations

TABLE = Path(__file__).parents[1] / "data" / "municipalities.tsv"


def rows():
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


def languages(row):
    return [column.removeprefix("name_") for column in row if column.startswith("name_")]


def load(apps, schema_editor):
    """Adds what is missing and leaves alone what is there."""
    Region, RegionName, Municipality, MunicipalityName = (
        apps.get_model("places", name) for name in ("Region", "RegionName", "Municipality", "MunicipalityName")
    )
    table = rows()
    names_of_regions = {row["region_code"]: row for row in table}
    Region.objects.bulk_create((Region(code=code) for code in names_of_regions), ignore_conflicts=True)
    regions = Region.objects.in_bulk(field_name="code")
    RegionName.objects.bulk_create(
        (
            RegionName(region=regions[code], language=language, name=row[f"region_{language}"])
            for code, row in names_of_regions.items()
            for language in languages(row)
        ),
        ignore_conflicts=True,
    )
    Municipality.objects.bulk_create(
        (
            Municipality(
                code=row["code"], region=regions[row["region_code"]], in_city_of_skopje=row["skopje_city"] == "yes"
            )
            for row in table
        ),
        ignore_conflicts=True,
    )
    municipalities = Municipality.objects.in_bulk(field_name="code")
    MunicipalityName.objects.bulk_create(
        (
            MunicipalityName(
                municipality=municipalities[row["code"]],
                language=language,
                name=row[f"name_{language}"],
                other_spellings=[word for word in row[f"other_{language}"].split(";") if word],
            )
            for row in table
            for language in languages(row)
        ),
        ignore_conflicts=True,
    )


def unload(apps, schema_editor):
    """Takes away the rows of the table, and the regions no other municipality stands in."""
    apps.get_model("places", "Municipality").objects.filter(code__in=[row["code"] for row in rows()]).delete()
    apps.get_model("places", "Region").objects.filter(
        code__in={row["region_code"] for row in rows()}, municipalities__isnull=True
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [migrations.RunPython(load, unload)]
