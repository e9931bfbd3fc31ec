"""The reader's own part in the frame of every page."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jadro.accounts import queries as accounts
from jadro.editions.slots import render_form, slot
from jadro.home import queries


@dataclass(frozen=True)
class AccountLink:
    title: str
    url: str
    is_current: bool = False
    post: bool = False


@slot("site.account")
def account(request: HttpRequest) -> str:
    links = _account_links(request)
    # Only a form needs the token, so a visitor's page has none and is the same for all.
    if not links[-1].post:
        return render_to_string("components/_account.html", {"links": links})
    return render_form(request, "components/_account.html", {"links": links})


def _account_links(request: HttpRequest) -> list[AccountLink]:
    def link(title: str, name: str) -> AccountLink:
        url = reverse(name)
        return AccountLink(title, url, is_current=request.path == url)

    user = getattr(request, "user", None)  # a request that failed early has none
    if user is None or not user.is_authenticated:
        return [link(_("Sign in"), "account_login")]
    editing = [link(_("Editing"), "wagtailadmin_home")] if accounts.opens_admin(user) else []
    return [
        link(_("My learning"), "my:learning"),
        *editing,
        link(_("Profile"), "accounts:profile"),
        AccountLink(_("Sign out"), reverse("account_logout"), post=True),
    ]


@slot("site.messages")
def messages(request: HttpRequest) -> str:
    waiting = get_messages(request)
    return render_to_string("components/messages.html", {"messages": waiting}) if waiting else ""


@slot("site.wish")
def wish(request: HttpRequest, page_key: str) -> str:
    """For who is signed in, on a page that is not in their language."""
    if not request.user.is_authenticated:
        return ""
    is_wished = queries.is_wished(request.user, UUID(page_key), get_language())
    return render_form(request, "home/_wish.html", {"page_key": page_key, "is_wished": is_wished})
