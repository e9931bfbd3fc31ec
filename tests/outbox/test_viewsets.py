import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from jadro.outbox.choices import Status
from tests.factories import accounts as make_people
from tests.factories import outbox as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def caretaker():
    """May enter the admin and look at messages, no more."""
    user = make_people.user("caretaker@example.org")
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_message"]))
    return user


def test_a_caretaker_sees_messages_but_no_text(caretaker, signed_in):
    message = make.message(kind="code", event="code:1", text="Кодот е 123456.", sensitive=True)
    client = signed_in(caretaker)

    listing = client.get(reverse("message:index"))
    detail = client.get(reverse("message:inspect", args=[message.pk]))

    assert "ana@example.org" in listing.content.decode()
    for page in (listing, detail):
        assert page.status_code == 200
        assert "123456" not in page.content.decode()


@pytest.mark.parametrize("name", ["message:add", "message:edit", "message:delete"])
def test_nobody_changes_the_record(name, signed_in):
    message = make.message()
    client = signed_in(make_people.superuser())

    answer = client.post(reverse(name, args=[] if name.endswith("add") else [message.pk]), {"address": "x@example.org"})

    message.refresh_from_db()
    assert answer.status_code == 302
    assert answer.url == reverse("wagtailadmin_home")
    assert message.address == "ana@example.org"


def test_what_failed_is_sent_again_by_who_may(signed_in):
    message = make.message(status=Status.FAILED, tries=10)
    client = signed_in(make_people.superuser())

    assert (
        reverse("message:again", args=[message.pk])
        in client.get(reverse("message:inspect", args=[message.pk])).content.decode()
    )
    client.post(reverse("message:again", args=[message.pk]))

    message.refresh_from_db()
    assert (message.status, message.tries) == (Status.READY, 0)


def test_a_caretaker_without_the_right_cannot_send_again(caretaker, signed_in):
    message = make.message(status=Status.FAILED)
    client = signed_in(caretaker)

    client.post(reverse("message:again", args=[message.pk]))

    message.refresh_from_db()
    assert message.status == Status.FAILED
    assert (
        reverse("message:again", args=[message.pk])
        not in client.get(reverse("message:inspect", args=[message.pk])).content.decode()
    )


def test_sending_again_asks_for_a_post_and_a_failed_row(signed_in):
    message = make.message(status=Status.DONE)
    client = signed_in(make_people.superuser())

    assert client.get(reverse("message:again", args=[message.pk])).status_code == 405
    client.post(reverse("message:again", args=[message.pk]))
    message.refresh_from_db()
    assert message.status == Status.DONE


def test_a_member_does_not_see_the_outbox(signed_in):
    client = signed_in(make_people.user("member@example.org", role="member"))

    assert client.get(reverse("message:index")).status_code == 302
