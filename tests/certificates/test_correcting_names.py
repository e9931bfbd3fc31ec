"""A coordinator corrects a misspelt name: paper and public address say the new one, under the same code."""

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.models import ModelLogEntry

from jadro.accounts import services as people
from jadro.accounts.choices import Role
from jadro.outbox.models import Message
from learning.certificates import paper, services
from learning.certificates.choices import Shown
from learning.certificates.models import Certificate, NameCorrection
from tests.factories import accounts, certificates, learning

pytestmark = pytest.mark.django_db

REASON = "Го побарала таа, со лична карта."
FORM = {"name": " Ана  Ќосева ", "reason": REASON, "language": "mk"}


@pytest.fixture
def learner():
    return accounts.user("ana@example.org", language="sq")


@pytest.fixture
def certificate(learner) -> Certificate:
    return certificates.certificate(learner, learning.course(1), name="Ана Косева", shown=Shown.NAMED)


@pytest.fixture
def coordinator():
    person = accounts.user("koordinator@example.org", role=Role.COORDINATOR)
    accounts.second_factor(person)
    return person


def text(response) -> str:
    return " ".join(response.content.decode().split())


def correct_url(certificate: Certificate) -> str:
    return f"/admin/certificate/correct-name/{certificate.pk}/"


def inspected(client, certificate: Certificate) -> str:
    return text(client.get(f"/admin/certificate/inspect/{certificate.pk}/"))


def test_the_new_name_stands_on_the_paper_and_at_the_public_address_of_the_same_code(
    client, signed_in, coordinator, certificate, learner
):
    frozen = Certificate.objects.values("code", "rule", "rule_numbers", "titles", "half_hours", "issued_at").get()

    signed_in(coordinator).post(correct_url(certificate), FORM)

    corrected = Certificate.objects.get()
    assert corrected.name == "Ана Ќосева"
    assert Certificate.objects.values(*frozen).get() == frozen
    with translation.override("en"):
        public = text(client.get(reverse("certificates:certificate", args=[certificate])))
    assert "Ана Ќосева" in public
    assert "Ана Косева" not in public
    assert "The name was corrected on" in public
    assert "Ана Ќосева" in text(signed_in(learner).get("/mk/my/certificates/"))
    assert paper.pdf_of(corrected) != paper.pdf_of(certificate)


def test_the_earlier_name_stays_beside_it_in_the_admin_and_the_log_says_who_and_why(
    signed_in, coordinator, certificate
):
    client = signed_in(coordinator)
    assert correct_url(certificate) in inspected(client, certificate)
    assert client.get(correct_url(certificate)).status_code == 200

    client.post(correct_url(certificate), FORM)

    correction = NameCorrection.objects.get()
    assert (correction.earlier_name, correction.corrected_by) == ("Ана Косева", coordinator)
    page = inspected(client, certificate)
    assert "Ана Косева" in page
    assert REASON in page
    entry = ModelLogEntry.objects.get(action="certificates.correct_name")
    assert (entry.user, entry.object_id, entry.data) == (coordinator, str(certificate.pk), {"reason": REASON})
    assert REASON in text(client.get("/admin/reports/site-history/"))


def test_the_learner_is_told_of_each_correction_in_their_language(signed_in, coordinator, certificate):
    client = signed_in(coordinator)
    for name in ("Ана Ќосева", "Ана Ќосева", "Ана Ќосева-Тодорова"):
        client.post(correct_url(certificate), FORM | {"name": name})

    assert [message.language for message in Message.objects.order_by("pk")] == ["sq", "sq"]
    assert REASON in Message.objects.earliest("pk").text
    assert list(NameCorrection.objects.order_by("pk").values_list("earlier_name", flat=True)) == [
        "Ана Косева",
        "Ана Ќосева",
    ]


@pytest.mark.parametrize("change", [{"name": ""}, {"name": "安娜"}, {"reason": " "}, {"language": "xx"}])
def test_a_form_that_is_not_whole_corrects_nothing(signed_in, coordinator, certificate, change):
    response = signed_in(coordinator).post(correct_url(certificate), FORM | change)

    assert response.status_code == 422
    assert Certificate.objects.get().name == "Ана Косева"
    assert not NameCorrection.objects.exists()


@pytest.mark.parametrize("what", ["withdrawn", "erased"])
def test_where_there_is_no_name_to_correct_nothing_is(signed_in, coordinator, certificate, learner, what):
    if what == "withdrawn":
        services.revoke(certificate, reason="x", language="mk", by=coordinator, at=certificates.AT)
    else:
        people.erase(learner, at=certificates.AT)
    client = signed_in(coordinator)

    answer = client.post(correct_url(certificate), FORM)

    assert answer.status_code == 302
    assert correct_url(certificate) not in inspected(client, certificate)
    assert not NameCorrection.objects.exists()
    with pytest.raises(services.NothingToCorrect):
        services.correct_name(certificate, name="Ана", reason="x", language="mk", by=coordinator, at=certificates.AT)


@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.MENTOR, Role.EDITOR])
def test_nobody_else_corrects_a_name(signed_in, certificate, role):
    response = signed_in(accounts.user(role=role)).post(correct_url(certificate), FORM)

    assert response.status_code == 302
    with pytest.raises(services.MayNotCorrect):
        services.correct_name(
            certificate, name="Ана", reason="x", language="mk", by=accounts.user(role=role), at=certificates.AT
        )
    assert Certificate.objects.get().name == "Ана Косева"


def test_erasing_the_account_takes_earlier_names_and_reasons_along(signed_in, coordinator, certificate, learner):
    client = signed_in(coordinator)
    client.post(correct_url(certificate), FORM)

    people.erase(learner, at=certificates.AT)

    correction = NameCorrection.objects.get()
    assert (correction.earlier_name, correction.reason) == ("", services.NO_REASON)
    assert "Косева" not in inspected(client, certificate)
    history = text(client.get("/admin/reports/site-history/"))
    assert REASON not in history
    assert services.NO_REASON in history
