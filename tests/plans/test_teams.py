"""Teams: invited by mail, once and for one address; whoever leaves sees and writes nothing any more."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from jadro.outbox.models import Message
from learning.plans import teams
from learning.plans.models import Invitation
from tests.factories import accounts, plans, toolkits

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return accounts.user(first_name="Ана", last_name="")


@pytest.fixture
def browser(signed_in, member):
    return signed_in(member)


@pytest.fixture
def plan(member):
    return plans.plan(member)


@pytest.fixture
def mate():
    return accounts.user("bekim@example.org")


def team_page(plan) -> str:
    return reverse("plans:team", args=[plan.pk])


def invite(browser, plan, email="bekim@example.org"):
    return browser.post(team_page(plan), {"email": email}, follow=True)


def link() -> str:
    """That of the last mail."""
    found = re.search(r"http\S+/plans/invitations/\S+", Message.objects.latest("pk").text)
    assert found is not None
    return urlsplit(found[0]).path


def text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").main.text.split())


def is_in(plan, person) -> bool:
    return plan.members.filter(person=person, left_at=None).exists()


def test_whoever_is_invited_comes_into_the_team_by_the_link_of_the_mail(browser, signed_in, plan, mate):
    invite(browser, plan)
    his = signed_in(mate)

    asked = his.get(link())
    assert not is_in(plan, mate)
    response = his.post(link(), follow=True)

    assert "Дом во Карпош" in text(asked)
    assert is_in(plan, mate)
    assert "Дом во Карпош" in text(response)


def test_the_mail_tells_nothing_of_the_plan_and_forgets_its_link(browser, plan, mate):
    invite(browser, plan)

    mail = Message.objects.get()
    assert (mail.kind, mail.sensitive, mail.address) == ("plans.invitation", True, "bekim@example.org")
    assert plan.title not in mail.subject + mail.text + mail.html
    assert link().rstrip("/").rpartition("/")[2] not in str(Invitation.objects.values().get())


def test_a_visitor_signs_in_first_and_comes_back_to_the_invitation(client, browser, plan):
    invite(browser, plan)

    response = client.get(link())

    assert response.status_code == 302
    assert link() in response.url


def test_an_invitation_that_was_forwarded_opens_nothing_and_tells_nothing(browser, signed_in, plan, mate):
    invite(browser, plan)
    stranger = accounts.user()
    theirs = signed_in(stranger)

    for method in (theirs.get, theirs.post):
        response = method(link())
        assert response.status_code == 403
        assert plan.title not in text(response)
        assert mate.email not in text(response)
    assert not is_in(plan, stranger)


def test_an_address_that_was_not_proven_does_not_count(browser, signed_in, plan, mate):
    mate.emailaddress_set.update(verified=False)
    invite(browser, plan)

    assert signed_in(mate).post(link()).status_code == 403
    assert not is_in(plan, mate)


def test_used_again_by_the_same_person_it_leads_to_the_plan(browser, signed_in, plan, mate):
    invite(browser, plan)
    his = signed_in(mate)

    for _time in range(2):
        assert his.post(link()).url == reverse("plans:plan", args=[plan.pk])
    assert plan.members.count() == 2


def spoil_by_time(browser, plan):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def spoil_by_withdrawal(browser, plan):
    browser.post(reverse("plans:uninvite", args=[plan.pk, Invitation.objects.get().pk]))


def test_an_invitation_that_is_taken_back_or_replaced_takes_its_waiting_mail_back(browser, plan):
    invite(browser, plan)
    (first,) = Message.objects.filter(kind="plans.invitation")
    invite(browser, plan)
    (second,) = Message.objects.filter(kind="plans.invitation")
    assert second.pk != first.pk

    browser.post(reverse("plans:uninvite", args=[plan.pk, plan.invitations.latest("pk").pk]))

    assert not Message.objects.filter(kind="plans.invitation").exists()


def spoil_by_use(browser, plan):
    Invitation.objects.update(accepted_at=timezone.now(), accepted_by=accounts.user())


@pytest.mark.parametrize("spoil", [spoil_by_time, spoil_by_withdrawal, spoil_by_use])
def test_an_invitation_that_is_over_says_so_and_changes_nothing(browser, signed_in, plan, mate, spoil):
    invite(browser, plan)
    address = link()
    spoil(browser, plan)

    for method in (signed_in(mate).get, signed_in(mate).post):
        assert method(address).status_code == 410
    assert not is_in(plan, mate)


def test_a_key_that_nobody_made_is_answered_like_one_that_is_over(browser):
    assert browser.get(reverse("plans:invitation", args=["x" * 43])).status_code == 410


def test_inviting_again_replaces_the_first_link(browser, signed_in, plan, mate):
    invite(browser, plan)
    first = link()
    invite(browser, plan)

    assert signed_in(mate).get(first).status_code == 410
    assert signed_in(mate).get(link()).status_code == 200


@pytest.mark.parametrize("email", ["", "no address", "ana@"])
def test_what_is_no_address_is_told_beside_the_field(browser, plan, email):
    response = browser.post(team_page(plan), {"email": email})

    assert response.status_code == 422
    assert not Invitation.objects.exists()


def test_whoever_is_in_the_team_is_not_invited_again(browser, plan, member):
    response = browser.post(team_page(plan), {"email": member.email.upper()})

    assert response.status_code == 422
    assert "веќе е во тимот" in text(response)
    assert not Message.objects.exists()


def test_more_than_twenty_invitations_do_not_wait_at_once(browser, plan):
    for number in range(teams.MOST_OPEN):
        invite(browser, plan, f"person-{number}@example.com")

    response = browser.post(team_page(plan), {"email": "one-more@example.com"})

    assert response.status_code == 422
    assert Invitation.objects.count() == teams.MOST_OPEN


def test_whoever_leaves_sees_the_plan_no_more_and_what_they_wrote_stays(browser, signed_in, member, mate):
    toolkits.worksheet(toolkits.line())
    plan = plans.plan(member, mate)
    his = signed_in(mate)
    sent = plans.typed(his.get(plans.sheet(plan)), f__short_text="од Беким")
    his.post(plans.sheet(plan), sent)

    his.post(reverse("plans:leave", args=[plan.pk]))

    assert his.get(plans.sheet(plan)).status_code == 404
    assert "од Беким" in browser.get(plans.sheet(plan)).content.decode()


def test_a_page_that_was_open_when_its_reader_left_is_told_so_by_its_script(signed_in, member, mate):
    toolkits.worksheet(toolkits.line())
    plan = plans.plan(member, mate)
    his = signed_in(mate)
    sent = plans.typed(his.get(plans.sheet(plan)), f__short_text="доцна")
    his.post(reverse("plans:leave", args=[plan.pk]))

    response = his.post(reverse("plans:save_field", args=[plan.pk, "problem", "short_text"]), sent)

    assert (response.status_code, response.json()["is_over"]) == (404, True)
    assert not plan.versions.exists()


def test_the_last_one_does_not_leave(browser, plan, member):
    assert browser.post(reverse("plans:leave", args=[plan.pk])).status_code == 409
    assert is_in(plan, member)


def test_whoever_left_comes_back_by_a_new_invitation(browser, signed_in, member, mate):
    plan = plans.plan(member, mate)
    his = signed_in(mate)
    his.post(reverse("plans:leave", args=[plan.pk]))
    invite(browser, plan)

    his.post(link())

    assert is_in(plan, mate)


def test_only_the_team_invites(signed_in, plan):
    stranger = signed_in(accounts.user())

    assert stranger.post(team_page(plan), {"email": "x@example.org"}).status_code == 404
    assert stranger.post(reverse("plans:uninvite", args=[plan.pk, 1])).status_code == 404
    assert stranger.post(reverse("plans:leave", args=[plan.pk])).status_code == 404
