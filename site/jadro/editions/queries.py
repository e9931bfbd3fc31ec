"""Finds a public page by its address without walking the tree."""

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, Site

from jadro.base.prepared import Prepared
from jadro.editions.choices import Scope
from jadro.editions.memory import remembered
from jadro.editions.visibility import restrictions

_places = Prepared(
    lambda slug, url_path: Page.objects.filter(slug=slug, url_path=url_path, live=True).values_list(
        "pk", "path", "content_type_id"
    )
)


def public_page(path: str, language: str) -> Page | None:
    """The live page at this path below the language's root, if it and all above it are open to everybody; one query
    for its place, one for the page. None is no answer: ask Wagtail, which knows of drafts and privacy too."""
    components = [component for component in path.split("/") if component]
    root = next((root for root in Site.get_site_root_paths() if root.language_code == language), None)
    if root is None:
        return None
    url_path = root.root_path + "".join(f"{component}/" for component in components)
    # The slug has an index, the path of the address has none.
    slug = url_path.rstrip("/").rpartition("/")[2]
    found = next(iter(_places(slug=slug, url_path=url_path)), None)
    if found is None or any(found[1].startswith(closed) for closed in _closed_paths()):
        return None
    model = ContentType.objects.get_for_id(found[2]).model_class()
    return None if model is None else model._default_manager.select_related("locale").get(pk=found[0])


def _closed_paths() -> tuple[str, ...]:
    """Trees with something between them and the public: pages that are not live, and private ones."""

    def read() -> tuple[str, ...]:
        return tuple(Page.objects.filter(live=False, numchild__gt=0).values_list("path", flat=True))

    private = (path for path, _kind, _groups in restrictions())
    return (*remembered(Scope.LEARNING, "pages that are not live", read), *private)
