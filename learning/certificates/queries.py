from uuid import UUID

from django.db.models import QuerySet

from jadro.accounts.models import User
from learning.certificates import codes
from learning.certificates.models import Certificate, NameCorrection


def of_learner(learner: User) -> QuerySet[Certificate]:
    """A person's certificates, the newest first."""
    return Certificate.objects.owned_by(learner).select_related("revocation").order_by("-issued_at", "-pk")


def for_completion(completion_id: int) -> Certificate | None:
    return Certificate.objects.filter(completion=completion_id).first()


def of_courses(learner: User) -> dict[UUID, Certificate]:
    """The newest certificate of each course a person has one of."""
    return {each.course_key: each for each in reversed(of_learner(learner))}


def shown_publicly(code: str) -> Certificate | None:
    """The certificate that answers to a code, however it was typed; None for what is unknown or hidden alike."""
    return Certificate.objects.public().filter(code=codes.tidy(code)).select_related("revocation").first()


def name_corrections(certificate: Certificate) -> QuerySet[NameCorrection]:
    """The newest first."""
    return certificate.name_corrections.select_related("corrected_by").order_by("-pk")
