from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page, get_page_models


class PageSitemap(Sitemap):
    """Public pages that open, in the languages they are written in; copies that stand in for a translation are not
    listed."""

    def items(self):
        closed = Q()
        for path in Page.objects.filter(live=False).values_list("path", flat=True):
            closed |= Q(path__startswith=path)
        parts = [model for model in get_page_models() if getattr(model, "is_part_of_another", False)]
        pages = Page.objects.live().public().filter(depth__gt=1, alias_of__isnull=True)
        pages = pages.exclude(content_type__in=ContentType.objects.get_for_models(*parts).values()).exclude(closed)
        return pages.order_by("path").specific(defer=True)
