"""What every page of the site has: a lead, the aims it serves, and an answer when it was withdrawn."""

import itertools
from datetime import datetime
from http import HTTPMethod
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.models import Page, PageLogEntry
from wagtail.search import index
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField

from jadro.base.latin import slug_of
from jadro.base.previews import PreviewedAsReader

TEXT_HELP = _("What is read, block by block. Add one with the plus; every change is saved as a draft.")


class BasePage(PreviewedAsReader, Page):
    # True for pages that only are a place on the page above them; search engines are not told of these.
    is_part_of_another = False

    # A page is read. What is sent has an address and a view of its own.
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    summary = models.TextField(
        _("summary"),
        blank=True,
        max_length=400,
        help_text=_("One or two sentences. They stand under the title, in lists and in search results."),
    )
    aims = ParentalManyToManyField(
        "aims.Aim",
        blank=True,
        related_name="+",
        verbose_name=_("aims it serves"),
        help_text=_("Shown at the foot of the page."),
    )

    content_panels = [
        TitleFieldPanel("title", help_text=_("As readers see it. The address is made from it.")),
        FieldPanel("summary"),
    ]
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel(
                    "slug",
                    help_text=_("The end of the address, in Latin letters. An old address leads to the new one."),
                ),
                FieldPanel("show_in_menus", help_text=_("Only a page right below the front page stands in the menu.")),
            ],
            heading=_("Address and menu"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("seo_title", help_text=_("Left empty, search engines show the title of the page.")),
                FieldPanel("search_description", help_text=_("Left empty, search engines show the summary.")),
            ],
            heading=_("For search engines"),
        ),
        FieldPanel("aims"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary")]
    # Rows of the same aim in every language, so they follow the source; wagtail-localize skips such fields by itself.
    override_translatable_fields = [SynchronizedField("aims")]

    class Meta:
        abstract = True

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._choose_slug()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        self._choose_slug()
        super().minimal_clean()

    def _choose_slug(self) -> None:
        """Makes the address from the title where none was given. Wagtail would drop the Cyrillic letters."""
        if self.path and not self.slug and (slug := slug_of(self.title)):  # type: ignore[has-type]
            self.slug = self.free_slug(slug)

    def free_slug(self, wanted: str) -> str:
        """The wanted slug, with a number when a page beside this one has it."""
        parent = self.get_parent()
        taken = set(parent.get_children().exclude(pk=self.pk).values_list("slug", flat=True)) if parent else set()
        numbered = (f"{wanted}-{number}" for number in itertools.count(2))
        return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Below a page that is not live nothing is reachable. A page that was public and was withdrawn says so; one
        that never was public does not exist."""
        if self.live:
            return super().route(request, path_components)
        if self.withdrawn_part() is None:
            raise Http404
        return RouteResult(self, kwargs={"withdrawn": True})

    def serve(self, request: HttpRequest, *args: Any, withdrawn: bool = False, **kwargs: Any) -> HttpResponseBase:
        if withdrawn:
            return self.serve_withdrawn(request)
        return super().serve(request, *args, **kwargs)

    def serve_withdrawn(self, request: HttpRequest) -> TemplateResponse:
        """Says that the page was taken off the site, since when, and where to go instead."""
        response = TemplateResponse(
            request,
            "errors/withdrawn.html",
            {"page": self, "withdrawn_at": self.withdrawn_at(), "instead": self.nearest_live_ancestor()},
            status=410,
        )
        # Browsers keep a 410 unasked, and would not notice that the page came back.
        add_never_cache_headers(response)
        return response

    def get_sitemap_urls(self, request: HttpRequest) -> list[dict[str, Any]]:
        # By the host that was asked: the one in Wagtail's row of the site is only a name.
        return [
            {**url, "location": request.build_absolute_uri(self.get_url(request))}
            for url in super().get_sitemap_urls(request)
        ]

    def withdrawn_at(self) -> datetime | None:
        """When the page was last taken off the site, or None if that was done outside the admin."""
        return (
            PageLogEntry.objects.filter(page=self.pk, action="wagtail.unpublish")
            .order_by("-timestamp")
            .values_list("timestamp", flat=True)
            .first()
        )

    def nearest_live_ancestor(self) -> Page | None:
        return self.get_ancestors().filter(depth__gt=1, live=True).order_by("-depth").first()

    def is_reachable(self) -> bool:
        """Live, and so is every page above it."""
        return self.live and not self.get_ancestors().filter(depth__gt=1, live=False).exists()

    def withdrawn_part(self) -> "BasePage | None":
        """The page, or the first above it, that was public once and is not live now; None when there is none."""
        hidden = self.get_ancestors(inclusive=True).filter(depth__gt=1, live=False).order_by("depth").first()
        if hidden is None or hidden.first_published_at is None or hidden.get_view_restrictions().exists():
            return None
        return hidden.specific

    def is_open_to(self, request: HttpRequest) -> bool:
        """Whether this visitor passes the privacy that editors set on the page or above it."""
        restrictions = self.get_view_restrictions()
        return all(restriction.accept_request(request) for restriction in restrictions)
