"""Certificates as a read-only list for coordinators, who may withdraw one, or correct the name on it, for a reason."""

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
from learning.certificates import codes, queries, rules, services
from learning.certificates.forms import CorrectNameForm, RevokeForm
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
        user, certificate = self.request.user, self.object
        may_revoke = rules.may_revoke(user) and not certificate.withdrawn
        may_correct = rules.may_correct_name(user) and not certificate.withdrawn and not certificate.is_nobodys
        return super().get_context_data(
            revoke_url=reverse("certificate:revoke", args=[self.pk]) if may_revoke else "",
            correct_url=reverse("certificate:correct_name", args=[self.pk]) if may_correct else "",
            corrections=queries.name_corrections(certificate),
            **kwargs,
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
        return [
            *super().get_urlpatterns(),
            path("revoke/<int:pk>/", self.revoke, name="revoke"),
            path("correct-name/<int:pk>/", self.correct_name, name="correct_name"),
        ]

    def revoke(self, request, pk: int):
        certificate = get_object_or_404(Certificate, pk=pk)
        if not rules.may_revoke(request.user):
            raise PermissionDenied
        if certificate.withdrawn:
            return self._refuse(request, certificate, services.AlreadyRevoked.message)
        form = RevokeForm(_sent(request), initial={"language": get_language()})
        done = _("The certificate is withdrawn. Its owner is told by mail.")
        return self._carry_out(request, certificate, services.revoke, form, "certificates/admin/revoke.html", done)

    def correct_name(self, request, pk: int):
        certificate = get_object_or_404(Certificate, pk=pk)
        if not rules.may_correct_name(request.user):
            raise PermissionDenied
        if certificate.withdrawn or certificate.is_nobodys:
            return self._refuse(request, certificate, services.NothingToCorrect.message)
        form = CorrectNameForm(_sent(request), initial={"name": certificate.name, "language": get_language()})
        done = _("The name is corrected, on the paper and at the public address. The owner is told by mail.")
        template = "certificates/admin/correct_name.html"
        return self._carry_out(request, certificate, services.correct_name, form, template, done)

    def _carry_out(self, request, certificate: Certificate, act, form, template: str, done: str):
        """Asks for what the act needs and, once it is whole, does it."""
        if not form.is_valid():
            context = {"certificate": certificate, "form": form}
            status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
            return render(request, template, context, status=status)
        try:
            act(certificate, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refused:
            return self._refuse(request, certificate, refused.message)
        messages.success(request, done)
        return redirect(self.get_url_name("inspect"), certificate.pk)

    def _refuse(self, request, certificate: Certificate, why):
        messages.error(request, str(why))
        return redirect(self.get_url_name("inspect"), certificate.pk)


def _sent(request):
    return request.POST if request.method == "POST" else None
