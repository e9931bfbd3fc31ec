from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from jadro.accounts.choices import Role
from jadro.accounts.views import admin_login
from jadro.accounts.viewsets import ADMINISTRATOR, OPEN, AssignRole, DeleteAccounts, SetActiveState

# After Wagtail's own of the same names, which they replace.
for action in (AssignRole, DeleteAccounts, SetActiveState):
    hooks.register("register_bulk_action", action, order=100)


@hooks.register("register_admin_urls")
def replace_sign_in():
    return [path("login/", admin_login)]


@hooks.register("register_log_actions")
def register_changes_of_rights(actions):
    @actions.register_action("accounts.role_granted")
    class RoleGranted(LogFormatter):
        label = gettext_lazy("Give a role")

        def format_message(self, log_entry):
            return _("Given the role “%(role)s”") % {"role": role_label(log_entry.data["role"])}

    @actions.register_action("accounts.role_removed")
    class RoleRemoved(LogFormatter):
        label = gettext_lazy("Take a role away")

        def format_message(self, log_entry):
            return _("The role “%(role)s” was taken away") % {"role": role_label(log_entry.data["role"])}

    @actions.register_action("accounts.second_factor_reset")
    class SecondFactorReset(LogFormatter):
        label = gettext_lazy("Turn off somebody's second step")
        message = gettext_lazy("The second step of signing in was turned off")

    @actions.register_action("accounts.erased")
    class Erased(LogFormatter):
        label = gettext_lazy("Erase an account")
        message = gettext_lazy("Erased by its owner")

    @actions.register_action("accounts.merged")
    class Merged(LogFormatter):
        label = gettext_lazy("Merge an account into another")

        def format_message(self, log_entry):
            return _("Account %(number)s was merged into this one") % log_entry.data

    @actions.register_action("accounts.merged_into")
    class MergedInto(LogFormatter):
        label = gettext_lazy("Merge accounts")

        def format_message(self, log_entry):
            return _("Merged into account %(number)s") % log_entry.data

    @actions.register_action("accounts.rights_refused")
    class RightsRefused(LogFormatter):
        label = gettext_lazy("Refuse a change of rights")

        def format_message(self, log_entry):
            return _("Tried to change rights without being allowed to: %(attempt)s") % {
                "attempt": ", ".join(log_entry.data["attempt"])
            }


def role_label(name: str) -> str | Promise:
    if name == ADMINISTRATOR:
        return _("administrator")
    if name == OPEN:
        return _("open account")
    return Role(name).label if name in Role else name
