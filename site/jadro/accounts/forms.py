"""Forms of the profile, and allauth's forms in our words.

allauth's placeholders are left out, because they vanish while one types, and so are its second password fields: who
mistypes a new password asks for a reset.
"""

from typing import Any, ClassVar

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from jadro.accounts import proof, rules, services
from jadro.accounts.choices import GIVEN_BY_COORDINATORS, MemberKind, Role
from jadro.accounts.models import User
from jadro.accounts.zone_names import zones_by_region
from jadro.base.alphabet import sort_key
from jadro.places.models import Municipality

Words = dict[str, Any]  # texts, translated when they are shown

PASSWORD_RULES = _(
    "At least 10 characters. Not digits alone, not a password many people use, and nothing like your name or e-mail."
)
CODE_HINT = _("Eight digits, as they stand in the mail. You may leave out the hyphen.")


class InOurWords(forms.Form):
    """Labels and hints of the fields of one of allauth's forms."""

    labels: ClassVar[Words] = {}
    hints: ClassVar[Words] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class LoginForm(InOurWords, allauth.LoginForm):
    labels: ClassVar[Words] = {"login": _("E-mail"), "password": _("Password")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class SignupForm(InOurWords, allauth.SignupForm):
    labels: ClassVar[Words] = {"email": _("E-mail"), "password1": _("Password")}
    hints: ClassVar[Words] = {
        "email": _("We send a code to it. It is seen by you and by the coordinators."),
        "password1": PASSWORD_RULES,
    }
    field_order = ("email", "password1", "first_name", "last_name")

    first_name = forms.CharField(
        label=_("First name"),
        required=False,
        max_length=User._meta.get_field("first_name").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Last name"),
        required=False,
        max_length=User._meta.get_field("last_name").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )

    def try_save(self, request):
        if self.account_already_exists:
            # A new account's password is hashed, and a known address must not be told by a quicker answer.
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class EmailOnly(InOurWords):
    labels: ClassVar[Words] = {"email": _("E-mail")}


class RequestLoginCodeForm(EmailOnly, allauth.RequestLoginCodeForm):
    hints: ClassVar[Words] = {"email": _("The e-mail of your account. We send an eight-digit code to it.")}


class ResetPasswordForm(EmailOnly, allauth.ResetPasswordForm):
    hints: ClassVar[Words] = {"email": _("The e-mail of your account. We send a link to it.")}


class ChangeEmailForm(EmailOnly, allauth.ChangeEmailForm):
    """The address of somebody who is just signing up and mistyped it."""


class AddEmailForm(InOurWords, allauth.AddEmailForm):
    labels: ClassVar[Words] = {"email": _("New e-mail")}
    hints: ClassVar[Words] = {
        "email": _("We send a code to it. The present e-mail stays until you have written the code.")
    }


class CodeForm(InOurWords):
    labels: ClassVar[Words] = {"code": _("Code")}
    hints: ClassVar[Words] = {"code": CODE_HINT}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
        if not self.is_bound:  # after a mistake the focus belongs to the summary of errors
            self.fields["code"].widget.attrs["autofocus"] = True


class ConfirmLoginCodeForm(CodeForm, allauth.ConfirmLoginCodeForm):
    pass


class ConfirmEmailVerificationCodeForm(CodeForm, allauth.ConfirmEmailVerificationCodeForm):
    pass


class NewPassword(InOurWords):
    labels: ClassVar[Words] = {"oldpassword": _("Present password"), "password1": _("New password")}
    hints: ClassVar[Words] = {"password1": PASSWORD_RULES}


class ChangePasswordForm(NewPassword, allauth.ChangePasswordForm):
    pass


class SetPasswordForm(NewPassword, allauth.SetPasswordForm):
    pass


class ResetPasswordKeyForm(NewPassword, allauth.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(InOurWords, allauth.ReauthenticateForm):
    labels: ClassVar[Words] = {"password": _("Password")}


class SecondStepForm(CodeForm):
    user: User
    hints: ClassVar[Words] = {"code": _("Six digits that the app shows now, or eight of a recovery code.")}

    def clean_code(self):
        try:
            code = super().clean_code()  # type: ignore[misc]  # of the form of allauth's that stands beside this one
        except ValidationError as refusal:
            if refusal.code == "rate_limited":  # whose words are about mail
                raise get_adapter().validation_error("too_many_login_attempts") from refusal
            raise
        # allauth remembers a used code for one period only, and a code works for three: its own and those beside it.
        seconds = mfa_settings.TOTP_PERIOD * (1 + 2 * mfa_settings.TOTP_TOLERANCE)
        digits = "".join(filter(str.isdecimal, code))
        if not cache.add(f"second-step:{self.user.pk}:{digits}", True, seconds):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class ActivateTOTPForm(SecondStepForm, totp.ActivateTOTPForm):
    hints: ClassVar[Words] = {"code": _("Six digits that the app shows now.")}

    @property
    def key_in_groups(self) -> str:
        """The secret as one can copy it by eye."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))


class AuthenticateForm(SecondStepForm, mfa.AuthenticateForm):
    pass


class SecondFactorReauthenticateForm(SecondStepForm, mfa.ReauthenticateForm):
    pass


class ProfileForm(forms.ModelForm):
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("Times and dates are shown in it."))

    class Meta:
        model = User
        fields = ("first_name", "last_name", "language", "time_zone", "wants_reminders", "member_kind", "municipality")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer("time_zone", zones_by_region(self.instance.time_zone))
        self._offer("member_kind", [("", gettext("not said")), *MemberKind.choices])
        # The names are in other rows, and every language has an order of its own, so the database cannot sort them.
        municipalities = [(row.pk, str(row)) for row in Municipality.objects.with_names()]
        municipalities.sort(key=lambda choice: sort_key(choice[1], get_language()))
        self._offer("municipality", [("", gettext("not said")), *municipalities])

    def _offer(self, name, choices):
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # all of them are fields of choices


class EraseForm(forms.Form):
    """Asks once more who it is: by the password, or by a code where the account has none."""

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        if request.user.has_usable_password():
            self.fields["password"] = forms.CharField(
                label=_("Password"),
                strip=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            )
        else:
            self.fields["code"] = forms.CharField(
                label=_("Code"),
                help_text=CODE_HINT,
                max_length=20,
                widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
            )

    def clean_password(self):
        password = self.cleaned_data["password"]
        if not self.request.user.check_password(password):
            raise get_adapter().validation_error("incorrect_password")
        return password

    def clean_code(self):
        code = self.cleaned_data["code"]
        if not proof.was_sent(self.request):
            raise ValidationError(_("There is no code that works now. Ask for a new one."))
        if not proof.is_right(self.request, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SamePersonForm(forms.Form):
    """Which other account is the same person's. `goes` is that account."""

    email = forms.EmailField(
        label=_("E-mail of the other account"),
        help_text=_("The account that is given up. What was done with it moves to the one whose page this is."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, by: User, stays: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.by, self.stays = by, stays
        self.goes: User | None = None

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        goes = User.objects.filter(email=email, erased_at=None, merged_into=None).first()
        if goes is None:
            raise ValidationError(_("There is no account with this e-mail."))
        if goes.pk == self.stays.pk:
            raise ValidationError(_("This is the e-mail of the same account. Write that of the other one."))
        if not rules.may_merge(self.by, self.stays, goes):
            raise ValidationError(services.MayNotMerge.message)
        self.goes = goes
        return email


class RolesForm(forms.ModelForm):
    """What a coordinator may change about another account: the roles below their own, and nothing else."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(role.value, role.label) for role in Role if role in GIVEN_BY_COORDINATORS],
    )

    class Meta:
        model = User
        fields: ClassVar[list[str]] = []

    def __init__(self, *args, editing_self=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["roles"].initial = sorted(services.roles_of(self.instance) & GIVEN_BY_COORDINATORS)


class AccountForm(forms.ModelForm):
    """The administrator's form for an account. A name is not demanded, as sign-up demands none, and there is no field
    for a password: people set their own after a one-time code."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = self.fields["last_name"].required = False


class AccountCreationForm(AccountForm, UserCreationForm):
    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


class AccountEditForm(AccountForm, UserEditForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].disabled = True
        self.fields["email"].help_text = _("Its owner changes it and confirms the new one by a code.")
