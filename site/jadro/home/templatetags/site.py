"""What surrounds every page: menu, languages, account, theme, foot."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from django import template
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import Resolver404, resolve, reverse, translate_url
from django.utils import translation
from django.utils.formats import get_format_modules
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from jadro.accounts.models import User
from jadro.aims import queries as aims
from jadro.base.addresses import page_address
from jadro.base.templatetags.drawing import is_cyrillic
from jadro.editions.choices import Scope
from jadro.editions.looks import saves_data, theme_of
from jadro.editions.memory import remembered
from jadro.editions.visibility import hidden_paths, visible_to
from jadro.home import queries

register = template.Library()
T = TypeVar("T")


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    is_current: bool = False


@dataclass(frozen=True)
class LanguageLink:
    """A language of the site. `is_translated` is False where the page behind the link shows its source."""

    code: str
    name: str
    short: str
    url: str
    is_current: bool
    is_translated: bool = True


@dataclass(frozen=True)
class Column:
    title: str
    links: list[Link]


@register.simple_tag(takes_context=True)
def site_name(context) -> str:
    """The title of the front page in the reader's language."""
    return next((row["title"] for row in _top_pages(context) if row["depth"] == 2), settings.WAGTAIL_SITE_NAME)


@register.simple_tag
def site_tagline() -> str:
    return _("Knowledge exchange")


@register.simple_tag(takes_context=True)
def theme(context) -> str:
    request = context.get("request")
    return theme_of(request) if request else ""


def _kept(context, name: str, make: Callable[[], T]) -> T:
    """What several parts of one page ask for, made once for a request."""
    request = context.get("request")
    kept = request.__dict__ if request is not None else {}
    if name not in kept:
        kept[name] = make()
    return kept[name]


@register.simple_tag(takes_context=True)
def way_back(context) -> str:
    """Where a small form in the frame leads back to: the address with its query, or the page a form was on."""
    request, page = context.get("request"), context.get("page")
    if request is None:
        return "/"
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return page.get_url(request) if isinstance(page, Page) and page.pk else f"/{get_language()}/"


@register.simple_tag(takes_context=True)
def saving_data(context) -> bool:
    """Whether to leave out what a page can do without: its own font."""
    return saves_data(context.get("request"))


def _reader(context) -> User | AnonymousUser:
    return getattr(context.get("request"), "user", None) or AnonymousUser()


def _top_pages(context) -> list[dict]:
    """The front page and the live pages below it."""

    reader, language = _reader(context), get_language()

    def read() -> list[dict]:
        pages = visible_to(Page.objects.live(), reader)
        pages = pages.filter(depth__in=[2, 3], locale__language_code=language)
        return list(pages.order_by("path").values("title", "url_path", "show_in_menus", "depth"))

    return remembered(Scope.PAGES, ("top pages", language, hidden_paths(reader)), read)


def _languages(context, page: Page) -> list[queries.PageLanguage]:
    return _kept(context, f"_languages_{page.pk}", lambda: queries.page_languages(page))


def _text_language(context, page: Page) -> queries.TextLanguage:
    return _kept(context, f"_text_language_{page.pk}", lambda: queries.text_language(page))


def _section_links(context, *, in_menu: bool) -> list[Link]:
    return [
        Link(row["title"], page_address(row["url_path"], get_language()))
        for row in _top_pages(context)
        if row["depth"] == 3 and row["show_in_menus"] == in_menu
    ]


@register.simple_tag(takes_context=True)
def main_menu(context) -> list[Link]:
    request = context.get("request")
    path = request.path if request else ""
    links = _section_links(context, in_menu=True)
    return [replace(link, is_current=bool(link.url) and path.startswith(link.url)) for link in links]


@register.simple_tag(takes_context=True)
def language_links(context) -> list[LanguageLink]:
    """The same page in every language; for views that are not pages, the same view."""
    request, page = context.get("request"), context.get("page")
    current = get_language()
    found = {each.code: each for each in _languages(context, page)} if isinstance(page, Page) and page.pk else {}
    links = []
    for code, name in settings.LANGUAGES:
        url = found[code].url if code in found else _same_view(request, code)
        is_translated = found[code].is_translated if code in found else not found
        links.append(LanguageLink(code, str(name), _short(code), url, code == current, is_translated))
    return links


def _short(code: str) -> str:
    """How a language calls itself in two letters: as its formats say, else its code. On a page in Latin letters the
    code, since one word in Cyrillic would have the browser fetch a second font."""
    own = next((module.SHORT_NAME for module in get_format_modules(code) if hasattr(module, "SHORT_NAME")), code)
    return own if own.isascii() or is_cyrillic(get_language()) else code


def _same_view(request, code: str) -> str:
    home = f"/{code}/"
    if request is None:
        return home
    try:
        match = resolve(request.path)
    except Resolver404:
        return home
    # A page that does not exist has no counterpart.
    if match.url_name == "wagtail_serve":
        return home
    if request.method not in {"GET", "HEAD"}:
        return home
    return translate_url(request.get_full_path(), code)


@register.simple_tag(takes_context=True)
def alternates(context) -> list[tuple[str, str]]:
    """(language, absolute address) of every true translation, for search engines; x-default is the site's language."""
    request, page = context.get("request"), context.get("page")
    if request is None or not isinstance(page, Page) or not page.pk:
        return []
    links = [
        (each.code, request.build_absolute_uri(each.url)) for each in _languages(context, page) if each.is_translated
    ]
    default = dict(links).get(settings.LANGUAGE_CODE)
    return [*links, ("x-default", default)] if default else links


@register.simple_tag(takes_context=True)
def printed_address(context) -> str:
    """The absolute address at which a page is read, for paper: without what follows a question mark."""
    request = context.get("request")
    return request.build_absolute_uri(request.path) if request else ""


@register.simple_tag(takes_context=True)
def footer_links(context) -> list[Column]:
    """Only what exists: columns fill as sections come. What editors leave out of the menu stands in a column of its
    own."""
    columns = [
        Column(_("Contents"), _section_links(context, in_menu=True)),
        Column(_("Your account"), _account_column(context)),
        Column(
            _("About the platform"),
            [
                *_section_links(context, in_menu=False),
                Link(_("Check a certificate"), reverse("certificates:check")),
            ],
        ),
    ]
    return [column for column in columns if column.links]


def _account_column(context) -> list[Link]:
    if _reader(context).is_authenticated:
        return [
            Link(_("My learning"), reverse("my:learning")),
            Link(_("My plans"), reverse("plans:plans")),
            Link(_("Profile"), reverse("accounts:profile")),
        ]
    return [Link(_("Sign in"), reverse("account_login")), Link(_("Create an account"), reverse("account_signup"))]


@register.simple_tag
def aims_of(page) -> list[str]:
    """The short texts of the aims a page serves, in the reader's language, with their codes."""
    served = getattr(page, "aims", None)
    if served is None or not getattr(page, "pk", None):
        return []
    language = get_language()
    lines = remembered(Scope.SITE, ("aims", language), lambda: aims.short_lines(language))
    # A draft that is previewed holds its aims itself.
    keys = {aim.pk for aim in served.all()}
    return [line for key, line in lines.items() if key in keys]


@dataclass(frozen=True)
class LanguageNotice:
    """What to tell a reader whose language the page is not in. `others` are the languages it exists in."""

    is_missing: bool
    is_partial: bool
    source_code: str
    source_name: str
    others: list[LanguageLink]


@register.simple_tag(takes_context=True)
def language_notice(context, page: Page) -> LanguageNotice | None:
    text = _text_language(context, page)
    if not text.is_missing and not text.is_partial:
        return None
    current = get_language()
    names = dict(settings.LANGUAGES)
    others = [
        LanguageLink(each.code, str(names[each.code]), _short(each.code), each.url, is_current=False)
        for each in _languages(context, page)
        if each.is_translated and each.code != current
    ]
    return LanguageNotice(text.is_missing, text.is_partial, text.code, _language_name(text.code), others)


def _language_name(code: str) -> str:
    """A language's name in the reader's language, such as Macedonian."""
    return _(translation.get_language_info(code)["name"])


@register.simple_tag(takes_context=True)
def content_language(context, page: Page) -> str:
    """The code for the lang attribute of a page's text."""
    return _text_language(context, page).code


@register.filter
def language_short(code: str) -> str:
    return _short(code)


@register.simple_tag(takes_context=True)
def child_links(context, page: Page) -> list[Link]:
    """Pages below this one that the reader can open, in the editors' order."""
    rows = visible_to(page.get_children().live(), _reader(context)).values_list("title", "url_path")
    return [Link(title, page_address(path, page.locale.language_code)) for title, path in rows]
