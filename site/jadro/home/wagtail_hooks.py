from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from jadro.base.read_only import ReadOnlyPolicy
from jadro.home import queries
from jadro.home.bulk_actions import DeleteEverywhere, MoveEverywhere, UnpublishEverywhere
from jadro.home.dashboard import YourWork
from jadro.home.models import TranslationWish
from jadro.home.viewsets import TranslationWishViewSet

register_permission_policy(TranslationWish, ReadOnlyPolicy(TranslationWish), exact_class=True)
register_snippet(TranslationWishViewSet)

# Their lists are part of ours.
REPLACED = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel)

# After Wagtail's own of the same names, which they replace.
for action in (DeleteEverywhere, MoveEverywhere, UnpublishEverywhere):
    hooks.register("register_bulk_action", action, order=100)


@hooks.register("insert_global_admin_css")
def admin_colours():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_homepage_panels")
def show_what_is_to_do(request, panels):
    panels[:] = [panel for panel in panels if not isinstance(panel, REPLACED)]
    panels.append(YourWork())


@hooks.register("construct_translated_pages_to_cascade_actions")
def languages_follow_their_source(pages: list[Page], action: str) -> dict[Page, list[Page]]:
    """What is done to a page in the language it was written in is done to its other languages too; the admin names
    them before it does so. What is done to a translation stays there."""
    return {page: queries.followers(page) for page in pages if queries.is_source(page)}
