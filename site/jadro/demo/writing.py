"""The words of the data files as blocks and fields of pages."""

import html
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from jadro.aims.models import Aim
from jadro.base.latin import slug_of
from jadro.base.pages import BasePage
from jadro.demo.pages import lasting_id, row_of

# The same words by language code; a language without them is left out.
Text = dict[str, str]


def words(text: Text | None, language: str) -> str:
    return (text or {}).get(language, "")


def fields(data: dict[str, Any], language: str) -> dict[str, Any]:
    """What every page has. In the language of the source the slug is left to the page, which finds a free one."""
    title = words(data["title"], language)
    return {
        "title": title,
        "slug": "" if language == settings.LANGUAGE_CODE else slug_of(title),
        "summary": words(data.get("summary"), language),
    }


def with_aims(page: BasePage, codes: Iterable[str]) -> BasePage:
    page.aims = list(Aim.objects.filter(code__in=codes))
    return page


def body(blocks: Iterable[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """A StreamField's value. The ids of the data become lasting ids, the same in every language."""
    return [
        {"id": str(lasting_id(block["id"])), "type": block["type"], "value": _value(block, language)}
        for block in blocks
    ]


def _value(block: dict[str, Any], language: str) -> Any:
    match block["type"]:
        case "paragraph":
            return paragraph(words(block, language))
        case "heading" | "task":
            return {"text": words(block, language)}
        case "callout":
            return {"kind": block["kind"], "text": paragraph(words(block, language))}
    parts = {name: value for name, value in block.items() if name not in ("id", "type")}
    return _in_language(parts, language, block["id"])


def paragraph(text: str) -> str:
    return f"<p>{html.escape(text, quote=False)}</p>" if text else ""


def _in_language(value: Any, language: str, path: str) -> Any:
    """A value of the data as a block stores it: texts in one language, lists with lasting ids."""
    if isinstance(value, list):
        return [
            {"id": str(lasting_id(f"{path}.{n}")), "type": "item", "value": _in_language(item, language, f"{path}.{n}")}
            for n, item in enumerate(value)
        ]
    if not isinstance(value, dict):
        return value
    if settings.LANGUAGE_CODE in value:
        return words(value, language)
    if "page" in value:
        # Blocks refer to the page in the source's language; a reader is led to it in their own.
        return {"page": row_of(value["page"]), "url": "", "title": words(value["title"], language), "why": ""}
    return {name: _in_language(part, language, f"{path}.{name}") for name, part in value.items()}


def quiz(data: dict[str, Any], title: Text, language: str) -> dict[str, Any]:
    """The block of a quiz. Its questions, options, pairs and items get lasting ids from their place in the data."""
    rule = data["pass_rule"]
    return {
        "id": str(lasting_id(data["key"])),
        "type": "quiz",
        "value": {
            "title": words(title, language),
            "questions": [_question(question, language) for question in data["questions"]],
            "pass_percent": rule["min_correct_percent"],
            "attempts": 0 if rule["attempts"] == "unlimited" else rule["attempts"],
        },
    }


def _question(data: dict[str, Any], language: str) -> dict[str, Any]:
    shared = {"text": words(data["text"], language), "explanation": words(data.get("explanation"), language)}
    return {
        "id": str(lasting_id(data["key"])),
        "type": data["type"],
        "value": shared | _what_is_asked(data, language),
    }


def _what_is_asked(data: dict[str, Any], language: str) -> dict[str, Any]:
    key = data["key"]
    match data["type"]:
        case "single" | "multiple":
            options = [
                {"text": words(option, language), "is_right": option["correct"], "feedback": ""}
                for option in data["options"]
            ]
            return {"options": _listed(options, f"{key}.options")}
        case "matching":
            pairs = [{side: words(pair[side], language) for side in ("left", "right")} for pair in data["pairs"]]
            return {"pairs": _listed(pairs, f"{key}.pairs")}
        case "ordering":
            return {"sequence": _listed([words(item, language) for item in data["items_in_order"]], f"{key}.items")}
        case "short_text":
            return {"accepted": "\n".join(data["accepted"])}
    raise ValueError(f"The data has a question of an unknown type: {data['type']}")


def _listed(values: Iterable[Any], path: str) -> list[dict[str, Any]]:
    return [
        {"id": str(lasting_id(f"{path}.{number}")), "type": "item", "value": value}
        for number, value in enumerate(values)
    ]
