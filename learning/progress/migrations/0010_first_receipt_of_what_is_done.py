"""What is done shows the receipt of the event that told so first, where later ones said it again."""

from django.db import migrations
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def _of_state(apps):
    events = apps.get_model("progress", "Event").objects
    return events.filter(learner=OuterRef("learner"), activity=OuterRef("activity"))


def show_first(apps, schema_editor):
    events = apps.get_model("progress", "Event").objects
    of_same = events.filter(learner=OuterRef("learner"), activity=OuterRef("activity"))
    taken_back = of_same.filter(kind="undone").order_by("-pk").values("pk")[:1]
    first = (
        _of_state(apps)
        .filter(kind="done", pk__gt=Coalesce(Subquery(taken_back), 0))
        .order_by("recorded_at", "pk")
        .values("pk", "recorded_at")
    )
    states = apps.get_model("progress", "ActivityState").objects
    states.filter(is_done=True).update(
        last_event=Subquery(first.values("pk")[:1]), done_at=Subquery(first.values("recorded_at")[:1])
    )


def show_last(apps, schema_editor):
    last = _of_state(apps).order_by("-pk").values("pk")[:1]
    apps.get_model("progress", "ActivityState").objects.filter(is_done=True).update(last_event=Subquery(last))


class Migration(migrations.Migration):
    dependencies = [("progress", "0009_place_always_opened")]
    operations = [migrations.RunPython(show_first, show_last)]
