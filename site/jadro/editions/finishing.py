"""What is done to a text once it is rendered, before it is kept. An app that knows more of words than their page does
registers a function from its `AppConfig.ready`:

    @finishes
    def explain(page, text): ...  -> text

What it puts into a text changes with its own rows, so it drops the editions they show in (`services.drop_where`).
"""

from collections.abc import Callable

from wagtail.models import Page

# Where in the HTML of a block other content stands, which is rendered with each page.
PLACE = "<!-- other content -->"
Text = list[str | dict[str, str]]
Finisher = Callable[[Page, Text], Text]
_finishers: list[Finisher] = []


def finishes(finisher: Finisher) -> Finisher:
    if finisher not in _finishers:
        _finishers.append(finisher)
    return finisher


def finished(page: Page, text: Text) -> Text:
    for finisher in _finishers:
        text = finisher(page, text)
    return text
