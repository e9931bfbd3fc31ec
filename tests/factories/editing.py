"""Forms of the admin as a browser sends them."""

import re
from typing import Any

from django.test import Client
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, rich_text, streamfield


def send_page_form(
    client: Client, url: str, *, to: str = "", action: str = "", body: StreamValue | None = None, **fields: Any
):
    """Opens the form of a page, changes these fields and sends it, to another address if the form says so. `action` is
    the button: "publish", "submit" or none for a draft. The text of the page, which only a script fills in, has to be
    given as `body` where there is one."""
    sent = page_form(client.get(url).content.decode()) | fields
    if body is not None:
        sent |= nested_form_data({"body": text_form(body)})
    if action:
        sent[f"action-{action}"] = f"action-{action}"
    return client.post(to or url, sent)


def page_form(html: str) -> dict[str, Any]:
    form = querydict_from_html(html, form_id="page-edit-form")
    boxes = re.findall(r'<input type="checkbox" name="([\w-]+)"[^>]* checked', html)
    # A browser sends a box that has no value of its own as "on".
    return {name: form.getlist(name) for name in form} | {name: "on" for name in boxes if form.get(name) == ""}


def text_form(body: StreamValue) -> dict[str, Any]:
    form = streamfield([(block.block_type, _value(block.value, block.block)) for block in body])
    for number, block in enumerate(body):
        form[str(number)]["id"] = block.id
    return form


def _value(value: Any, block: Any) -> Any:
    if isinstance(value, RichText):
        return rich_text(value.source, features=block.features)
    if isinstance(value, dict):
        return {name: _value(each, block.child_blocks[name]) for name, each in value.items()}
    return value
