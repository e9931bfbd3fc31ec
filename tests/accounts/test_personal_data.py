"""Everything kept of a person is declared: what they take along, what erasure does with it and what merging does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import ForeignKey, Model

from jadro.accounts import registry
from jadro.accounts.models import User
from jadro.accounts.registry import Erasure, Kept

# They point at a row of any kind, a person's among them, and hold nothing of it.
POINT_AT_ANYTHING = {
    "taggit.TaggedItem": "a tag of content",
    "wagtailadmin.EditingSession": "declared by its person",
    "wagtailadmin.FormState": "declared by its person",
    "wagtailcore.ModelLogEntry": "declared, with what it tells of a person",
    "wagtailcore.ReferenceIndex": "which content uses which",
    "wagtailcore.Revision": "of content; declared by its person",
    "wagtailcore.WorkflowContentType": "which kinds of content are reviewed",
    "wagtailcore.WorkflowState": "of content; declared by its person",
    "wagtailsearch.IndexEntry": "words of content",
    "wagtailsearch.SQLiteFTSIndexEntry": "words of content",
}
# They hold a person without a column that leads there.
WITHOUT_A_PATH = {"sessions.Session"}


def all_models() -> list[type[Model]]:
    return apps.get_models(include_auto_created=True)


def own_foreign_keys(model: type[Model]) -> Iterator[ForeignKey]:
    return (each for each in model._meta.local_fields if isinstance(each, ForeignKey))


def declared() -> set[tuple[str, str]]:
    return {(each.name, each.person.split("__")[0]) for each in registry.everything()}


def undeclared(kept: tuple[Kept, ...]) -> set[str]:
    """Columns that lead to an account, or to a row that is somebody's, and of which nobody has spoken."""
    spoken = {(each.name, each.person.split("__")[0]) for each in kept}
    models = {each.name for each in kept}
    somebodys = {each.model for each in kept if not each.is_content} - {User}
    found = set()
    for model in all_models():
        label = model._meta.label
        for key in own_foreign_keys(model):
            leads_to_account = key.related_model is User and (label, key.name) not in spoken
            if leads_to_account or (key.related_model in somebodys and label not in models):
                found.add(f"{label}.{key.name}")
    return found


def test_every_column_that_leads_to_a_person_is_declared():
    assert undeclared(registry.everything()) == set()


@pytest.mark.parametrize("name", ["progress.Event", "quizzes.Attempt", "mfa.Authenticator", "wagtailcore.PageLogEntry"])
def test_a_model_nobody_has_spoken_of_is_found(name):
    """Else nothing would be proved by none having been found."""
    missing = tuple(each for each in registry.everything() if each.name != name)

    assert any(found.startswith(name) for found in undeclared(missing))


def test_what_holds_a_person_without_a_column_is_declared_too():
    labels = {model._meta.label for model in all_models()}
    generic = {
        model._meta.label
        for model in all_models()
        if {"content_type", "object_id"} <= {each.name for each in model._meta.get_fields()}
        or hasattr(model, "base_content_type")
    }

    assert {each.name for each in registry.everything() if each.find is not None} >= WITHOUT_A_PATH
    assert generic <= POINT_AT_ANYTHING.keys()
    assert {name for name in POINT_AT_ANYTHING if name in labels} >= generic


@pytest.mark.parametrize(
    "kept",
    # A half-written form, for example, goes with the person and is of use to nobody.
    [each for each in registry.everything() if each.taken or each.left],
    ids=lambda each: f"{each.name}-{each.person}",
)
def test_every_field_of_what_is_a_persons_is_taken_along_or_left_on_purpose(kept):
    path = kept.person.split("__")[0]
    columns = {each.name for each in kept.model._meta.concrete_fields if not each.primary_key} - {path}

    chosen = {name.split("__")[0] for name in kept.taken} | set(kept.left)

    assert columns - chosen - {"user"} == set()


def test_whoever_keeps_something_says_why():
    silent = {
        each.name
        for each in registry.everything()
        if each.erasure in (Erasure.KEEP, Erasure.BLANK) and not each.why and each.person != "merged_into"
    }

    assert silent == set()


def test_the_table_for_operators_says_what_the_code_does(capsys):
    call_command("list_personal_data")

    table = (Path(settings.ROOT) / "docs" / "operators" / "personal-data.md").read_text()
    assert capsys.readouterr().out.strip() in table
