"""Rights of the roles, for migrations. An app gives the rights over its own models in a migration of its own:

    def give_rights(apps, schema_editor):
        grant(apps, Role.EDITOR, "courses.add_lessonpage", "courses.change_lessonpage")

which depends on ("accounts", "0002_roles") and on the migration that makes the models.
"""

from collections.abc import Iterable
from typing import Any

from jadro.accounts.choices import Role


def grant(apps: Any, role: Role, *names: str) -> None:
    """Gives a role permissions named "app_label.codename"; those it has already stay."""
    _group(apps, role).permissions.add(*_permissions(apps, names))


def grant_on_pages(apps: Any, role: Role, *names: str) -> None:
    """Gives a role permissions over every page, present and future."""
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    rows = apps.get_model("wagtailcore", "GroupPagePermission").objects
    for permission in _permissions(apps, names):
        rows.get_or_create(group=_group(apps, role), page=root, permission=permission)


def grant_on_collections(apps: Any, role: Role, *names: str) -> None:
    """Gives a role permissions over the pictures or documents of every collection."""
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    rows = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    for permission in _permissions(apps, names):
        rows.get_or_create(group=_group(apps, role), collection=root, permission=permission)


def _group(apps: Any, role: Role) -> Any:
    group, _is_new = apps.get_model("auth", "Group").objects.get_or_create(name=role.value)
    return group


def _permissions(apps: Any, names: Iterable[str]) -> list[Any]:
    """Their rows. Django makes them after the last migration only, so what is missing is made here as it would be."""
    rows = apps.get_model("auth", "Permission").objects
    found = []
    for name in names:
        app_label, codename = name.split(".")
        row = rows.filter(content_type__app_label=app_label, codename=codename).first()
        found.append(row or rows.create(codename=codename, **_declared(apps, app_label, codename)))
    return found


def _declared(apps: Any, app_label: str, codename: str) -> dict[str, Any]:
    """Content type and name of a permission as the models of this app declare it."""
    for model in apps.get_models():
        options = model._meta
        if options.app_label != app_label:
            continue
        declared = dict(options.permissions)
        for action in options.default_permissions:
            declared[f"{action}_{options.model_name}"] = f"Can {action} {options.verbose_name_raw}"
        if codename in declared:
            content_type, _is_new = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
                app_label=app_label, model=options.model_name
            )
            return {"content_type": content_type, "name": declared[codename]}
    raise LookupError(f"No model of {app_label} declares the permission {codename}.")
