from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    default = True
    name = "jadro.accounts"
    label = "accounts"
    verbose_name = _("People")

    def ready(self):
        from jadro.accounts import rules, signal_handlers
        from jadro.accounts.models import User
        from jadro.base.permission import rule

        rule("change_roles", User)(rules.may_change_roles)
        signal_handlers.connect()
        autodiscover_modules("personal")


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's area for accounts and groups, with our guards. Stands in INSTALLED_APPS in place of `wagtail.users`."""

    default = False
    user_viewset = "jadro.accounts.viewsets.UserViewSet"
    group_viewset = "jadro.accounts.viewsets.GroupViewSet"
