"""Rows that show on pages are not written past the stamps: what a process remembers would stay old.

`save` and `delete` send signals, which `stamps.watch` follows; writes of many rows at once send none.
"""

import ast
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models.signals import post_save  # noqa: TID251  asked who listens

OURS = ("site", "learning", "resources")
SILENT = {"update", "bulk_create", "bulk_update", "_raw_delete"}


def watched_names() -> set[str]:
    """Of the models that the stamps follow, and of those they are made from."""
    followed = {str(key[0]) for key, *_rest in post_save.receivers}
    watched = [
        model for model in apps.get_models() if any(uid.startswith(f"stamp-{model._meta.label}-") for uid in followed)
    ]
    return {
        base.__name__
        for model in watched
        for base in model.__mro__
        if issubclass(base, models.Model) and base is not models.Model
    }


def silent_writes(function: ast.AST) -> list[ast.Call]:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    return [
        call
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in SILENT
        # A dictionary or a digest is updated with a value, rows are with fields by name.
        and not (call.func.attr == "update" and call.args)
    ]


def names_in(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def written_in_silence(source: str, watched: set[str]) -> list[int]:
    """Lines that write many watched rows in a function that does not touch the stamps. Rows that are not named where
    they are written may be of any model that the function names."""
    found = set()
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef) or "stamps.touch(" in ast.unparse(function):
            continue
        for write in silent_writes(function):
            models_named = {name for name in names_in(write.func) if name[0].isupper()} or names_in(function)
            if models_named & watched:
                found.add(write.lineno)
    return sorted(found)


def test_whoever_writes_many_rows_of_pages_at_once_touches_the_stamps():
    watched = watched_names()
    modules = [path for folder in OURS for path in Path(settings.ROOT, folder).rglob("*.py")]

    found = [
        f"{path.relative_to(settings.ROOT)}:{line}"
        for path in modules
        if "migrations" not in path.parts
        for line in written_in_silence(path.read_text(encoding="utf-8"), watched)
    ]

    assert {"Page", "BasePage", "LessonPage", "Site", "ConceptLabel", "Group"} <= watched
    assert found == []


def test_a_planted_silent_write_is_found():
    planted = """
def rename(lesson: LessonPage) -> None:
    Page.objects.filter(pk=lesson.pk).update(title="x")
    others = type(lesson).objects.all()
    others.update(minutes=3)
    Activity.objects.update(kind="x")
    {}.update({})

def rename_and_say_so() -> None:
    Page.objects.update(title="x")
    stamps.touch(Scope.PAGES)
"""
    assert written_in_silence(planted, {"Page", "LessonPage"}) == [3, 5]
