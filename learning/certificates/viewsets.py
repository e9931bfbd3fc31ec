"""Certificates as a read-only list for coordinators, who may withdraw one for a reason."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from jadro.base.errors import Refused
from learning.certificates import codes, rules, services
from learning.certificates.forms import RevokeForm
from learning.certificates.models import Certificate


class CertificateIndexView(IndexView):
    queryset = Certificate.objects.select_related("revocation")

    @cached_property
    def search_query(self) -> str:
        """Papers and public pages show a code in groups, and people type it in either alphabet."""
        typed = super().search_query
        code = codes.tidy(typed or "")
        return code if codes.is_whole(code) else typed


class CertificateInspectView(InspectView):
    def get_context_data(self, **kwargs):
        may_revoke = rules.may_revoke(self.request.user) and not self.object.withdrawn
        return super().get_context_data(
            revoke_url=reverse("certificate:revoke", args=[self.pk]) if may_revoke else "", **kwargs
        )


class CertificateViewSet(ModelViewSet):
    model = Certificate
    icon = "tick-inverse"
    menu_label = gettext_lazy("Certificates")
    menu_order = 850
    add_to_admin_menu = True
    index_view_class = CertificateIndexView
    inspect_view_class = CertificateInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields: tuple[str, ...] = ()  # no form is ever shown; Wagtail asks for one all the same
    list_display = (
        "code",
        "name",
        Column("title.text", label=gettext_lazy("course")),
        DateColumn("issued_at", label=gettext_lazy("issued at"), sort_key="issued_at"),
        DateColumn("withdrawn.revoked_at", label=gettext_lazy("withdrawn at")),
    )
    inspect_view_fields = (
        "code",
        "name",
        "learner",
        "outline_number",
        "completed_at",
        "issued_at",
        "language",
        "shown",
    )
    search_fields = ("code", "name")
    ordering = ("-pk",)
    template_prefix = "certificates/admin/"

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("revoke/<int:pk>/", self.revoke, name="revoke")]

    def revoke(self, request, pk: int):
        certificate = get_object_or_404(Certificate, pk=pk)
        if not rules.may_revoke(request.user):
            raise PermissionDenied
        if certificate.withdrawn:
            messages.error(request, str(services.AlreadyRevoked.message))
            return redirect(self.get_url_name("inspect"), pk)
        form = RevokeForm(request.POST if request.method == "POST" else None, initial={"language": get_language()})
        if not form.is_valid():
            context = {"certificate": certificate, "form": form}
            status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
            return render(request, "certificates/admin/revoke.html", context, status=status)
        try:
            services.revoke(certificate, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused.message))
        else:
            messages.success(request, _("The certificate is withdrawn. Its owner is told by mail."))
        return redirect(self.get_url_name("inspect"), pk)
