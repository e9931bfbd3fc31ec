"""Wagtail's area for accounts and groups, where nobody raises their own rights.

The administrator finds Wagtail's own pages. A coordinator sees the accounts and changes the roles below their own, of
others. Whatever else is posted, by whomever, changes nothing, is answered with 403 and stands in the log afterwards.
"""

from http import HTTPStatus

from django.db import transaction
from django.db.models import ProtectedError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.widgets import Button
from wagtail.users.views import groups, users
from wagtail.users.views.bulk_actions import AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction

from jadro.accounts import registry, rules, services
from jadro.accounts.choices import GIVEN_BY_COORDINATORS, Role
from jadro.accounts.forms import AccountCreationForm, AccountEditForm, RolesForm, SamePersonForm
from jadro.accounts.models import User
from jadro.base.errors import Refused

# Fields of Wagtail's own form for accounts. A coordinator's form has none of them, so posting one is an attempt.
NOT_FOR_COORDINATORS = frozenset({
    "email", "first_name", "groups", "is_active", "is_staff", "is_superuser", "last_name", "password1", "password2",
    "user_permissions",
})  # fmt: skip
# How the log calls the flags that are no roles.
ADMINISTRATOR = "administrator"
OPEN = "open"


def refuse(request, targets, *, attempt):
    """Answers an attempt to change rights, or a look at a page for the administrator. Only attempts are kept."""
    if request.method == "POST":
        for target in targets:
            services.record_refusal(target, by=request.user, attempt=attempt)
    return render(
        request,
        "accounts/admin/refused.html",
        {"message": services.NotAllowed.message},
        status=services.NotAllowed.status,
    )


class AdministratorOnly(View):
    """A view of Wagtail's that gives rights: for the superuser alone, whatever permissions a group may have."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_superuser:
            return refuse(request, [request.user], attempt=[request.resolver_match.view_name])
        return super().dispatch(request, *args, **kwargs)


class WithoutWorkOnly(AdministratorOnly):
    """Deleting is for accounts made by mistake. What people did stays, and with it their account."""

    def dispatch(self, request, *args, **kwargs):
        try:
            with transaction.atomic():
                return super().dispatch(request, *args, **kwargs)
        except ProtectedError:
            refusal = services.HoldsWork
            return render(request, "accounts/admin/refused.html", {"message": refusal.message}, status=refusal.status)


class IndexView(users.IndexView):
    any_permission_required = ("view",)
    page_title = _("Accounts")

    @cached_property
    def columns(self):
        columns = super().columns
        for column in columns:
            if column.name == User.USERNAME_FIELD:
                column.accessor = lambda person: "" if person.is_emptied else person.email
        return columns

    def get_edit_url(self, instance):
        return reverse(self.edit_url_name, args=[instance.pk])


class CreateView(AdministratorOnly, users.CreateView):
    def save_instance(self):
        user = super().save_instance()
        record_difference(user, before={OPEN}, by=self.request.user)
        return user


class EditView(users.EditView):
    permission_required = None

    def dispatch(self, request, *args, **kwargs):
        if not rules.may_see_accounts(request.user) or (request.method == "POST" and self.object.is_emptied):
            return refuse(request, [self.object], attempt=request.POST.keys() & NOT_FOR_COORDINATORS)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if not request.user.is_superuser:
            forbidden = request.POST.keys() & NOT_FOR_COORDINATORS
            unknown = set(request.POST.getlist("roles")) - GIVEN_BY_COORDINATORS
            if forbidden or unknown or not rules.may_change_roles(request.user, self.object):
                return refuse(request, [self.object], attempt=forbidden | unknown | {"roles"})
        return super().post(request, *args, **kwargs)

    def get_form_class(self):
        return AccountEditForm if self.request.user.is_superuser else RolesForm

    def get_template_names(self):
        if self.request.user.is_superuser:
            return super().get_template_names()
        return ["accounts/admin/roles.html"]

    @cached_property
    def has_second_factor(self):
        return services.has_second_factor(self.object)

    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        if self.has_second_factor and rules.may_reset_second_factor(self.request.user, self.object):
            address = reverse("wagtailusers_users:reset_second_factor", args=[self.object.pk])
            buttons.append(Button(_("Turn off the second step"), url=address, icon_name="lock-open", priority=30))
        if rules.may_be_merged(self.request.user, self.object):
            address = reverse("wagtailusers_users:same_person", args=[self.object.pk])
            buttons.append(Button(_("Same person as…"), url=address, icon_name="group", priority=40))
        return buttons

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "may_change": rules.may_change_roles(self.request.user, self.object),
            "has_second_factor": self.has_second_factor,
        }

    def save_instance(self):
        if not self.request.user.is_superuser:
            services.set_roles(self.object, self.form.cleaned_data["roles"], by=self.request.user)
            return self.object
        before = rights_of(type(self.object).objects.get(pk=self.object.pk))
        user = super().save_instance()
        record_difference(user, before=before, by=self.request.user)
        return user


class DeleteView(WithoutWorkOnly, users.DeleteView):
    pass


class HistoryView(users.HistoryView):
    any_permission_required = ("view",)


class ResetSecondFactorView(View):
    """For somebody who lost phone and recovery codes; whoever does it has made sure by another way that it is them."""

    def dispatch(self, request, pk):
        self.person = get_object_or_404(User, pk=pk)
        if not rules.may_reset_second_factor(request.user, self.person):
            return refuse(request, [self.person], attempt=["second factor"])
        if not services.has_second_factor(self.person):
            raise Http404
        return super().dispatch(request, pk)

    def get(self, request, pk):
        return render(request, "accounts/admin/reset_second_factor.html", {"person": self.person})

    def post(self, request, pk):
        services.reset_second_factor(self.person, by=request.user)
        messages.success(request, _("The second step of “%(person)s” is turned off.") % {"person": self.person})
        return redirect("wagtailusers_users:edit", pk)


class SamePersonView(View):
    """Two accounts of one person become one: which other account, what it brings in numbers, and then it is done."""

    def dispatch(self, request, pk):
        self.person = get_object_or_404(User, pk=pk)
        if not rules.may_be_merged(request.user, self.person):
            return refuse(request, [self.person], attempt=["merge"])
        return super().dispatch(request, pk)

    def get(self, request, pk):
        return self.show(SamePersonForm(by=request.user, stays=self.person))

    def post(self, request, pk):
        form = SamePersonForm(request.POST, by=request.user, stays=self.person)
        if not form.is_valid() or form.goes is None:
            return self.show(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        if "confirm" not in request.POST:
            return self.show(form, numbers=registry.merged_numbers(self.person, form.goes))
        try:
            services.merge(self.person, form.goes, by=request.user, at=timezone.now())
        except Refused as refusal:
            context = {"message": refusal.message}
            return render(request, "accounts/admin/refused.html", context, status=refusal.status)
        messages.success(request, _("The two accounts are one now. Both addresses are told by mail."))
        return redirect("wagtailusers_users:edit", pk)

    def show(self, form, *, numbers=None, status=HTTPStatus.OK):
        lost = services.roles_of(form.goes) - services.roles_of(self.person) if form.goes else set()
        roles = sorted(Role(role).label for role in lost)
        context = {"person": self.person, "form": form, "goes": form.goes, "numbers": numbers, "roles": roles}
        return render(self.request, "accounts/admin/same_person.html", context, status=status)


class UserViewSet(users.UserViewSet):
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView
    history_view_class = HistoryView
    # A copy would be a second account with the same rights.
    copy_view_enabled = False
    menu_label = _("Accounts")

    def get_urlpatterns(self):
        reset = path("second-step/<int:pk>/", ResetSecondFactorView.as_view(), name="reset_second_factor")
        same = path("same-person/<int:pk>/", SamePersonView.as_view(), name="same_person")
        return [*super().get_urlpatterns(), reset, same]

    def get_form_class(self, for_update=False):
        return AccountEditForm if for_update else AccountCreationForm


class GroupIndexView(AdministratorOnly, groups.IndexView):
    pass


class GroupCreateView(AdministratorOnly, groups.CreateView):
    pass


class GroupEditView(AdministratorOnly, groups.EditView):
    pass


class GroupDeleteView(AdministratorOnly, groups.DeleteView):
    pass


class GroupViewSet(groups.GroupViewSet):
    index_view_class = GroupIndexView
    add_view_class = GroupCreateView
    edit_view_class = GroupEditView
    delete_view_class = GroupDeleteView


class AssignRole(AdministratorOnly, AssignRoleBulkAction):
    @classmethod
    def execute_action(cls, objects, role=None, user=None, **kwargs):
        objects = [account for account in objects if not account.is_emptied]
        for account in objects:
            before = rights_of(account)
            account.groups.add(role)
            record_difference(account, before=before, by=user)
        return len(objects), 0

    def get_execution_context(self):
        return {**super().get_execution_context(), "user": self.request.user}


class DeleteAccounts(WithoutWorkOnly, DeleteBulkAction):
    pass


class SetActiveState(AdministratorOnly, SetActiveStateBulkAction):
    @classmethod
    def execute_action(cls, objects, user=None, **kwargs):
        objects = [account for account in objects if not account.is_emptied]
        before = {account.pk: rights_of(account) for account in objects}
        done = super().execute_action(objects, user=user, **kwargs)
        for account in User.objects.filter(pk__in=before):
            record_difference(account, before=before[account.pk], by=user)
        return done


def rights_of(user):
    rights = set(user.groups.values_list("name", flat=True))
    rights |= {ADMINISTRATOR} if user.is_superuser else set()
    return rights | {OPEN} if user.is_active else rights


def record_difference(user, *, before, by):
    after = rights_of(user)
    for right in sorted(after - before):
        services.record_granted(user, right, by=by)
    for right in sorted(before - after):
        services.record_removed(user, right, by=by)
