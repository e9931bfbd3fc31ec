"""Published pages, rendered once.

An edition is the text of a published page as its readers see it. A stamp says that something readers see has changed,
so that what a process remembers of it is forgotten in every process at once.
"""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stamp(models.Model):
    """A new token for each change, and not a number: a database put back to an earlier state must not look newer."""

    scope = models.CharField(_("scope"), max_length=20, unique=True)
    token = models.UUIDField(_("token"), default=uuid4)

    class Meta:
        verbose_name = _("stamp")
        verbose_name_plural = _("stamps")

    def __str__(self) -> str:
        return f"{self.scope} {self.token}"


class Edition(models.Model):
    """The text of a published page in its language. Can be made again at any time.

    `text` is a list: strings of finished HTML, and {"block": id} where a block stands that shows other content and is
    rendered when the page is. `made_with` names the templates and words it was made with.
    """

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, primary_key=True, related_name="+")
    text = models.JSONField(_("text"), default=list)
    made_with = models.CharField(_("made with"), max_length=64)

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")

    def __str__(self) -> str:
        return f"{self.page_id}"
