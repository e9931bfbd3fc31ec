"""Whatever changes what readers see says so, by whichever door it came."""

from typing import Any

from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save  # noqa: TID251  any write must be seen
from wagtail.documents import get_document_model
from wagtail.embeds.models import Embed
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, PageViewRestriction, Site, get_page_models
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from jadro.editions import services, stamps
from jadro.editions.choices import CONTENT, Scope


def connect() -> None:
    files = (get_image_model(), get_document_model())
    stamps.watch(Scope.SITE, Site, Locale, PageViewRestriction, Embed, *files)
    m2m_changed.connect(follow_groups, sender=PageViewRestriction.groups.through, dispatch_uid="restriction-groups")
    for model in get_page_models():
        stamps.watch(getattr(model, "shows_up_in", Scope.PAGES), model)
        post_delete.connect(drop_links, sender=model, dispatch_uid=f"links-deleted-{model.__name__}")
    for model in files:
        for signal in (post_save, post_delete):
            signal.connect(drop_uses, sender=model, dispatch_uid=f"uses-{model.__name__}-{id(signal)}")
    page_published.connect(renew, dispatch_uid="edition-published")
    page_unpublished.connect(drop_links, dispatch_uid="links-unpublished")
    page_slug_changed.connect(drop_links_below, dispatch_uid="links-slug")
    post_page_move.connect(drop_links_below, dispatch_uid="links-moved")


def follow_groups(sender: type[models.Model], **kwargs: Any) -> None:
    stamps.touch(Scope.SITE)


def renew(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    services.drop([instance.pk])
    services.drop_what_links_to([instance.pk])
    services.make_soon()


def drop_links(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    services.drop_what_links_to([instance.pk])


def drop_links_below(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page's address changes with those above it."""
    stamps.touch(*CONTENT)
    services.drop_what_links_to(Page.objects.descendant_of(instance, inclusive=True).values_list("pk", flat=True))


def drop_uses(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    services.drop_what_shows(instance)
