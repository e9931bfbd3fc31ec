"""The account: an e-mail address is its name. Roles are groups (`choices.Role`)."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jadro.accounts.choices import MemberKind, time_zones
from jadro.base.language import LanguageField


def is_time_zone(name: str) -> None:
    if name not in time_zones():
        raise ValidationError(_("%(name)s is not a time zone."), params={"name": name})


def default_language() -> str:
    return settings.LANGUAGE_CODE


def default_time_zone() -> str:
    return settings.TIME_ZONE


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def get_by_natural_key(self, username):
        return self.get(email=username.lower())

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Makes an account whose address is not confirmed; that of `services.create_account` can be used at once."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        from allauth.account.models import EmailAddress

        user = self.create_user(email, password, is_superuser=True, is_staff=True, **fields)
        # Who runs the command owns the machine: the address counts as confirmed, else the admin could not be entered.
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user


class User(AbstractUser):  # type: ignore[django-manager-missing]  # of Wagtail's pictures and documents
    username = None  # type: ignore[assignment]
    email = models.EmailField(
        _("e-mail"), unique=True, error_messages={"unique": _("There is an account with this e-mail already.")}
    )
    language = LanguageField(default=default_language, help_text=_("Language of the interface and of mail to you."))
    time_zone = models.CharField(_("time zone"), max_length=64, default=default_time_zone, validators=[is_time_zone])
    wants_reminders = models.BooleanField(
        _("reminders"),
        default=True,
        help_text=_("A mail when a course you began stands still; at most one a week."),
    )
    member_kind = models.CharField(_("kind of member"), max_length=20, choices=MemberKind.choices, blank=True)
    municipality = models.ForeignKey(
        "places.Municipality",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("merged into"),
        help_text=_("The account of the same person that took over what was done with this one."),
    )

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            # With `unique` on the field: one account for an address, however it is typed.
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="account_email_in_lower_case"),
            # Nobody opens an emptied account again: there is nobody whose it is.
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True, merged_into__isnull=True) | models.Q(is_active=False),
                name="account_emptied_stays_closed",
            ),
        ]
        permissions = [("give_roles", "Can give and take the roles below their own")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        """Of an emptied account, what it is: Wagtail would call it by the made-up address that stands there."""
        if self.erased_at:
            return gettext("erased account %(number)s") % {"number": self.pk}
        if self.merged_into_id:
            return gettext("merged account %(number)s") % {"number": self.pk}
        return super().get_full_name()

    @property
    def listed_as(self) -> str:
        """For those who look after accounts: by the address, which tells two people of one name apart."""
        return str(self) if self.is_emptied else self.email

    @property
    def is_emptied(self) -> bool:
        """Erased, or merged into another one: what was done with it counts, whose it was is known no more."""
        return bool(self.erased_at or self.merged_into_id)

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    def get_short_name(self) -> str:
        return self.first_name or str(self)
