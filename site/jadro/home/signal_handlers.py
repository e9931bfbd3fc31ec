"""Wagtail's door for pages of every kind."""

from django.db.models.signals import m2m_changed, post_delete, post_save  # noqa: TID251  Wagtail sends none of its own
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published

from jadro.base.pages import BasePage
from jadro.home import services


def connect() -> None:
    page_published.connect(stand_in, dispatch_uid="page-stands-in-every-language")
    for signal in (post_save, post_delete):
        signal.connect(follow_privacy, sender=PageViewRestriction, dispatch_uid=f"privacy-{id(signal)}")
    m2m_changed.connect(follow_groups, sender=PageViewRestriction.groups.through, dispatch_uid="privacy-groups")


def stand_in(sender, instance: Page, **kwargs) -> None:
    # Wagtail also says so when a page is only scheduled; a copy would be public before its time.
    if isinstance(instance, BasePage) and instance.live:
        services.stand_in_every_language(instance)


def follow_privacy(sender, instance: PageViewRestriction, **kwargs) -> None:
    # The page goes with its restrictions when it is deleted.
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        services.same_privacy_in_every_language(page)


def follow_groups(sender, instance, action: str, reverse: bool, **kwargs) -> None:
    if action.startswith("post_") and not reverse:
        follow_privacy(sender, instance)
