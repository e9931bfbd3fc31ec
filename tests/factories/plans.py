"""Plans as their members begin them."""

from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from jadro.accounts.models import User
from jadro.places.models import Institution
from learning.plans import services
from learning.plans.models import Membership, Plan
from learning.toolkits import queries as toolkits
from learning.toolkits.definitions import Worksheet


def plan(
    *team: User, title: str = "Дом во Карпош", municipality: str = "", institution: Institution | None = None
) -> Plan:
    """A plan that the first person began, and the others are in."""
    first, *others = team
    made = services.begin(
        first,
        title=title,
        municipality=municipality,
        institution=institution,
        language="mk",
        request_id=uuid4(),
        at=timezone.now(),
    )
    for person in others:
        Membership.objects.create(plan=made, person=person, joined_at=timezone.now())
    return made


def asked(key: str = "problem", language: str = "mk") -> Worksheet:
    """The published worksheet of this key."""
    worksheet = toolkits.worksheet_called(key, language)
    assert worksheet is not None
    return worksheet


def sheet(plan: Plan, key: str = "problem") -> str:
    return reverse("plans:worksheet", args=[plan.pk, key])


def typed(response, **values: Any) -> dict[str, Any]:
    """What the form of an opened worksheet sends after these values were typed; `f_…` stands for `f-…`."""
    sent = {"form": str(response.context["sheet"].form_id), "turn": "1"}
    for asked_field in response.context["sheet"].fields:
        sent[asked_field.name] = str(asked_field.base)
        if asked_field.formset is not None:
            management = asked_field.formset.management_form
            sent |= {management.add_prefix(name): management[name].value() for name in management.fields}
            for form in asked_field.formset:
                sent |= {form.add_prefix(name): form[name].value() or "" for name in form.fields if name != "DELETE"}
        else:
            sent |= {part.html_name: part.value() for part in asked_field.parts if part.value() is not None}
    return sent | {name.replace("__", "-"): value for name, value in values.items()}
