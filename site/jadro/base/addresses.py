"""Addresses of pages from their stored paths, so that lists need not load page objects."""

from django.urls import reverse
from django.utils import translation
from wagtail.models import Site


def page_address(url_path: str, language: str) -> str:
    """The public path of a page, such as /mk/courses/, from its `url_path` and the code of its tree's language.

    Empty when the page stands in no site. Site roots come from Wagtail's cache.
    """
    for root in Site.get_site_root_paths():
        if root.language_code == language and url_path.startswith(root.root_path):
            with translation.override(language):
                return reverse("wagtail_serve", args=[url_path[len(root.root_path) :]])
    return ""
