"""A coordinator withdraws a certificate in the admin; everybody with the code learns when and why."""

import re

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.models import ModelLogEntry

from jadro.accounts.choices import Role
from jadro.outbox.models import Message
from learning.certificates import services
from learning.certificates.choices import Shown
from learning.certificates.models import Certificate, Revocation
from learning.progress.models import Completion
from tests.factories import accounts, certificates, learning

pytestmark = pytest.mark.django_db

REASON = "Курсот го завршило друго лице <b>место</b> неа."
FORM = {"reason": REASON, "language": "mk"}


@pytest.fixture
def learner():
    return accounts.user("ana@example.org", language="sq")


@pytest.fixture
def certificate(learner) -> Certificate:
    return certificates.certificate(learner, learning.course(1, title="Застапување"))


@pytest.fixture
def coordinator():
    person = accounts.user(role=Role.COORDINATOR)
    accounts.second_factor(person)
    return person


def text(response) -> str:
    return " ".join(response.content.decode().split())


def revoke_url(certificate: Certificate) -> str:
    return f"/admin/certificate/revoke/{certificate.pk}/"


def public_url(certificate: Certificate) -> str:
    with translation.override("en"):
        return reverse("certificates:certificate", args=[certificate])


def test_a_coordinator_finds_certificates_and_the_way_to_withdraw_one(signed_in, coordinator, certificate):
    client = signed_in(coordinator)

    listed = text(client.get("/admin/certificate/"))
    inspected = text(client.get(f"/admin/certificate/inspect/{certificate.pk}/"))

    assert certificate.code in listed
    assert certificate.name in listed
    assert "Застапување" in listed
    assert "Застапување" in inspected
    assert f'href="{revoke_url(certificate)}"' in inspected
    assert client.get(revoke_url(certificate)).status_code == 200


def test_times_are_told_in_the_zone_of_who_reads_them(signed_in, coordinator, certificate):
    client = signed_in(coordinator)
    inspected = text(client.get(f"/admin/certificate/inspect/{certificate.pk}/"))
    assert "08.03.2026 во 12:00" in inspected
    assert "11:00" not in inspected


@pytest.mark.long
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_whatever_its_length(signed_in, coordinator, django_assert_num_queries, count):
    for number in range(count):
        certificates.certificate(accounts.user(), learning.course(1, title=f"Курс {number}"))
    client = signed_in(coordinator)
    client.get("/admin/certificate/")

    with django_assert_num_queries(13):
        client.get("/admin/certificate/")


def test_withdrawing_is_told_publicly_with_its_reason(client, signed_in, coordinator, certificate):
    signed_in(coordinator).post(revoke_url(certificate), FORM)

    page = text(client.get(public_url(certificate)))
    revoked = Revocation.objects.get()
    assert (revoked.revoked_by, revoked.certificate) == (coordinator, certificate)
    assert re.search(r"Withdrawn on \d+ \w+ \d{4}\.", page)
    assert '<span lang="mk">Курсот го завршило друго лице &lt;b&gt;место&lt;/b&gt; неа.</span>' in page
    assert ">valid<" not in page
    assert Completion.objects.count() == 1


def test_a_hidden_certificate_stays_hidden_when_it_is_withdrawn(client, signed_in, coordinator, learner):
    certificate = certificates.certificate(learner, learning.course(1), shown=Shown.HIDDEN)

    signed_in(coordinator).post(revoke_url(certificate), FORM)

    assert client.get(public_url(certificate)).status_code == 404


def test_the_learner_sees_why_and_gets_no_paper_any_more(signed_in, coordinator, certificate, learner):
    signed_in(coordinator).post(revoke_url(certificate), FORM)
    owner = signed_in(learner)

    assert "Курсот го завршило друго лице" in text(owner.get("/mk/my/certificates/"))
    refused = owner.get(f"/en/my/certificates/{certificate}/pdf/")
    assert refused.status_code == 409
    assert "This certificate was withdrawn" in text(refused)


def test_the_learner_is_told_once_in_their_language(signed_in, coordinator, certificate, learner):
    client = signed_in(coordinator)
    for _press in range(2):
        client.post(revoke_url(certificate), FORM)

    message = Message.objects.get()
    assert (message.address, message.language) == ("ana@example.org", "sq")
    assert message.subject == "Vërtetimi juaj për “Застапување” u tërhoq"
    assert REASON in message.text
    assert "&lt;b&gt;" in message.html
    assert Revocation.objects.count() == 1


def test_withdrawing_stands_in_the_log_of_the_admin(signed_in, coordinator, certificate):
    signed_in(coordinator).post(revoke_url(certificate), FORM)

    entry = ModelLogEntry.objects.get(action="certificates.revoke")
    assert (entry.user, entry.object_id, entry.data) == (coordinator, str(certificate.pk), {"reason": REASON})


@pytest.mark.parametrize("form", [{}, {"reason": "", "language": "mk"}, {"reason": "  ", "language": "mk"}])
def test_without_a_reason_nothing_is_withdrawn(signed_in, coordinator, certificate, form):
    response = signed_in(coordinator).post(revoke_url(certificate), form)

    assert response.status_code == 422
    assert Revocation.objects.count() == Message.objects.count() == 0


@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.MENTOR, Role.EDITOR])
def test_nobody_else_withdraws(signed_in, certificate, role):
    response = signed_in(accounts.user(role=role)).post(revoke_url(certificate), FORM)

    assert response.status_code == 302
    assert Revocation.objects.count() == 0
    with pytest.raises(services.NotAllowed):
        services.revoke(certificate, reason="x", language="mk", by=accounts.user(role=role), at=certificates.AT)


def test_a_certificate_that_was_withdrawn_is_not_issued_again(signed_in, coordinator, certificate, learner):
    signed_in(coordinator).post(revoke_url(certificate), FORM)

    signed_in(learner).post(f"/mk/my/courses/{certificate.course_key}/certificate/", {"name": "Ана", "shown": "named"})

    assert Certificate.objects.get() == certificate


@pytest.mark.parametrize("typed", ["{0.spaced_code}", "{0.code}", " {0.spaced_code} "])
def test_coordinators_find_a_certificate_by_its_code_as_it_is_printed(signed_in, coordinator, certificate, typed):
    response = signed_in(coordinator).get("/admin/certificate/", {"q": typed.format(certificate)})

    assert list(response.context["object_list"]) == [certificate]
