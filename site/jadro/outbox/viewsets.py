"""Messages and jobs as read-only lists, for those who look after the site. Texts are shown to nobody."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.views.generic import InspectView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from jadro.base.errors import Refused
from jadro.outbox import services
from jadro.outbox.choices import Status
from jadro.outbox.models import Job, Message


class WorkInspectView(InspectView):
    def get_context_data(self, **kwargs):
        options = self.model._meta
        may_send_again = self.object.status == Status.FAILED and self.request.user.has_perm(change_permission(options))
        return super().get_context_data(
            again_url=reverse(f"{options.model_name}:again", args=[self.pk]) if may_send_again else "", **kwargs
        )


def change_permission(options) -> str:
    return f"{options.app_label}.change_{options.model_name}"


class WorkViewSet(ModelViewSet):
    inspect_view_class = WorkInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields: tuple[str, ...] = ()  # no form is ever shown; Wagtail asks for one all the same
    list_filter = ("status", "kind")
    ordering = ("-pk",)
    template_prefix = "outbox/"

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("again/<int:pk>/", require_POST(self.again), name="again")]

    def again(self, request, pk: int):
        if not request.user.has_perm(change_permission(self.model_opts)):
            raise PermissionDenied
        row = get_object_or_404(self.model, pk=pk)
        try:
            services.send_again(row)
        except Refused as refused:
            messages.error(request, str(refused.message))
        else:
            messages.success(request, _("It waits to be done again."))
        return redirect(self.get_url_name("index"))


class MessageViewSet(WorkViewSet):
    model = Message
    icon = "mail"
    menu_label = gettext_lazy("Messages")
    list_display = ("kind", "address", "language", "status", "tries", "error", "created_at", "finished_at")
    inspect_view_fields = (
        "kind",
        "event",
        "address",
        "language",
        "status",
        "tries",
        "error",
        "due_at",
        "created_at",
        "finished_at",
    )


class JobViewSet(WorkViewSet):
    model = Job
    icon = "cogs"
    menu_label = gettext_lazy("Jobs")
    list_display = ("kind", "key", "status", "tries", "error", "due_at", "finished_at")
    inspect_view_fields = ("kind", "key", "status", "tries", "error", "due_at", "created_at", "finished_at")


class OutboxViewSetGroup(ModelViewSetGroup):
    items = (MessageViewSet, JobViewSet)
    menu_label = gettext_lazy("Outbox")
    menu_icon = "mail"
    menu_order = 900
    add_to_settings_menu = True
