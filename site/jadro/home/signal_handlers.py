"""Wagtail's door for pages of every kind."""

from wagtail.models import Page
from wagtail.signals import page_published

from jadro.base.pages import BasePage
from jadro.home import services


def connect() -> None:
    page_published.connect(stand_in, dispatch_uid="page-stands-in-every-language")


def stand_in(sender, instance: Page, **kwargs) -> None:
    # Wagtail also says so when a page is only scheduled; a copy would be public before its time.
    if isinstance(instance, BasePage) and instance.live:
        services.stand_in_every_language(instance)
