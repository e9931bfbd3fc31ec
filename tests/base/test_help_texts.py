"""Everything an editor fills in says what it is for."""

from collections.abc import Iterator

import pytest
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.fields import StreamField
from wagtail.images.forms import get_image_form
from wagtail.models import get_page_models

from jadro.base.pages import BasePage
from jadro.media.models import CreditedImage
from learning.toolkits.models import WorksheetTemplate

PAGES = [model for model in get_page_models() if issubclass(model, BasePage)]
# Wagtail explains the schedule and the comments above their fields.
EXPLAINED_ABOVE = {"go_live_at", "expire_at", "comment_notifications"}


def fields(panel: Panel) -> Iterator[FieldPanel]:
    if isinstance(panel, FieldPanel):
        yield panel
    for child in getattr(panel, "children", []):
        yield from fields(child)


def unexplained(block: blocks.Block, path: str = "") -> Iterator[str]:
    """Fields without a help text, and blocks to choose from the list without one."""
    if isinstance(block, blocks.BaseStreamBlock):
        for name, child in block.child_blocks.items():
            if isinstance(child, blocks.StructBlock) and not child.meta.help_text:
                yield name
            yield from unexplained(child, name)
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from unexplained(child, f"{path}.{name}")
    elif isinstance(block, blocks.ListBlock):
        yield from unexplained(block.child_block, path)
    elif not block.field.help_text:
        yield path


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_every_field_of_a_page_says_what_it_is_for(model):
    handler = model.get_edit_handler()
    form = handler.get_form_class()

    told = {panel.field_name for panel in fields(handler) if panel.help_text}
    told |= {name for name, field in form.base_fields.items() if field.help_text}

    assert set(handler.get_form_options()["fields"]) - told - EXPLAINED_ABOVE == set()


@pytest.mark.parametrize("model", [*PAGES, WorksheetTemplate], ids=lambda model: model.__name__)
def test_every_block_says_what_it_is_for(model):
    streams = [field.stream_block for field in model._meta.get_fields() if isinstance(field, StreamField)]

    assert [path for stream in streams for path in unexplained(stream)] == []


def test_the_form_of_a_picture_says_what_each_field_is_for():
    form = get_image_form(CreditedImage)

    unsaid = {name for name, field in form.base_fields.items() if not field.help_text}
    assert {name for name in unsaid if not name.startswith("focal_point")} == set()
