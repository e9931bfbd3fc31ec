from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.permissions import register_permission_policy

from jadro.base.read_only import ReadOnlyPolicy
from learning.certificates import services
from learning.certificates.models import Certificate
from learning.certificates.viewsets import CertificateViewSet

# Withdrawing and correcting are services of their own.
register_permission_policy(Certificate, ReadOnlyPolicy(Certificate), exact_class=True)


@hooks.register("register_admin_viewset")
def register_certificates() -> CertificateViewSet:
    return CertificateViewSet()


@hooks.register("register_log_actions")
def register_acts(actions):
    @actions.register_action("certificates.revoke")
    class Revoke(LogFormatter):
        label = gettext_lazy("Withdraw a certificate")

        def format_message(self, log_entry):
            return _("The certificate was withdrawn: %(reason)s") % {"reason": _reason(log_entry)}

    @actions.register_action("certificates.correct_name")
    class CorrectName(LogFormatter):
        label = gettext_lazy("Correct a name on a certificate")

        def format_message(self, log_entry):
            return _("The name was corrected: %(reason)s") % {"reason": _reason(log_entry)}


def _reason(log_entry) -> str:
    """Reasons are forgotten with their person."""
    return log_entry.data.get("reason", services.NO_REASON)
