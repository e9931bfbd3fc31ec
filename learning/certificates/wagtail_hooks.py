from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.permissions import register_permission_policy

from jadro.base.read_only import ReadOnlyPolicy
from learning.certificates.models import Certificate
from learning.certificates.viewsets import CertificateViewSet

# Withdrawing is a service of its own.
register_permission_policy(Certificate, ReadOnlyPolicy(Certificate), exact_class=True)


@hooks.register("register_admin_viewset")
def register_certificates() -> CertificateViewSet:
    return CertificateViewSet()


@hooks.register("register_log_actions")
def register_revocation(actions):
    @actions.register_action("certificates.revoke")
    class Revoke(LogFormatter):
        label = gettext_lazy("Withdraw a certificate")

        def format_message(self, log_entry):
            return _("The certificate was withdrawn: %(reason)s") % {"reason": log_entry.data["reason"]}
