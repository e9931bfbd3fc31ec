"""A certificate on paper, in the active language."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from jadro.base.dates import show_date
from jadro.base.papers import make_pdf, qr_code
from learning.certificates.models import Certificate


def public_address(certificate: Certificate) -> str:
    """Where anybody can check it, in the active language."""
    return settings.BASE_URL + reverse("certificates:certificate", args=[certificate.spaced_code])


def pdf_of(certificate: Certificate) -> bytes:
    course = certificate.title
    address = public_address(certificate)
    facts = [(_("Finished on"), show_date(certificate.completed_at))]
    if certificate.hours:
        facts.append((_("Extent"), certificate.hours))
    facts.append((_("Issued on"), show_date(certificate.issued_at)))
    return make_pdf(
        "certificate.typ",
        {
            "language": get_language(),
            "title": _("Certificate: %(course)s") % {"course": course.text},
            "organisation": pgettext("name of the network", "JADRO"),
            "tagline": _("Knowledge exchange"),
            "heading": pgettext("heading of the paper", "Certificate"),
            "before_name": pgettext("on a certificate, before the name", "This certifies that"),
            "name": certificate.name,
            "before_course": pgettext("on a certificate, before the title", "has finished the course"),
            "course": course.text,
            "course_language": course.language,
            "facts": facts,
            "rule": certificate.rule_sentence,
            "honest": _("This certificate says that the course was finished. It is not an accredited qualification."),
            "code_label": pgettext("of a certificate", "Code"),
            "code": certificate.spaced_code,
            "check": _("Anybody can check it at this address, as far as its owner shows it:"),
            "address": address,
            "qr": qr_code(address),
            "qr_label": _("The address for checking, as a code for a phone's camera"),
        },
    )
