"""The front page and the association's own pages."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from jadro.base.language import LanguageField
from jadro.base.pages import TEXT_HELP, BasePage
from jadro.home.blocks import HomeBody, StandardBody


class HomePage(BasePage):
    headline = models.CharField(_("headline"), max_length=120, help_text=_("One sentence, seen first."))
    note = models.CharField(
        _("note under the buttons"),
        max_length=200,
        blank=True,
        help_text=_("What a visitor may do without an account."),
    )
    body = StreamField(
        HomeBody(),
        verbose_name=_("sections"),
        blank=True,
        help_text=_("From the top of the page down. Four or five are enough."),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("headline"), FieldPanel("note"), FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("headline")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["home.StandardPage", "courses.CourseIndexPage"]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")


class StandardPage(BasePage):
    body = StreamField(StandardBody(), verbose_name=_("text"), blank=True, help_text=TEXT_HELP)

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")


class TranslationWish(models.Model):
    """“I would read this in Albanian”: one person's wish for a page in a language it does not have yet."""

    page_key = models.UUIDField(_("key of the page"))
    language = LanguageField()
    wished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("wished by")
    )
    wished_at = models.DateTimeField(_("wished at"))

    class Meta:
        verbose_name = _("wish for a translation")
        verbose_name_plural = _("wishes for translations")
        constraints = [
            models.UniqueConstraint(fields=["page_key", "language", "wished_by"], name="wish_once_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.page_key} {self.language}"
