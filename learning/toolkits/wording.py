"""A worksheet is the same in every language but for its words."""

from collections.abc import Mapping
from typing import Any

# What is translated of a worksheet, of its fields and of their options and columns.
WORDS = frozenset({"title", "instruction", "example_note", "label", "help", "example", "unit"})


def worded(source: Mapping[str, Any], translation: Mapping[str, Any], *, source_language: str) -> dict[str, Any]:
    """What the source asks now, in the words of a translation that may be older. A field it does not know keeps the
    source's words and says so by their `language`. Both are contents as `WorksheetVersion` keeps them."""
    translated = [field for field in translation["fields"] if "language" not in field]
    content = _worded(source, {**translation, "fields": translated})
    known = {field["id"] for field in translated}
    return content | {
        "fields": [
            field if field["id"] in known else {**field, "language": source_language} for field in content["fields"]
        ]
    }


def _worded(source: Any, translation: Any) -> Any:
    if isinstance(source, Mapping):
        its = translation if isinstance(translation, Mapping) else {}
        return {
            name: (its.get(name) or value) if name in WORDS else _worded(value, its.get(name))
            for name, value in source.items()
        }
    if isinstance(source, list):
        its = {_name(each): each for each in translation} if isinstance(translation, list) else {}
        return [_worded(each, its.get(_name(each))) for each in source]
    return source


def _name(item: Any) -> Any:
    """By which fields, columns, shares and options are known: never by their place."""
    if not isinstance(item, Mapping):
        return item
    return next((item[name] for name in ("id", "key", "value") if name in item), None)
