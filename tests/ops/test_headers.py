"""What every answer says to the browser beside its text: the policy, the cookies, and what may be kept.

Each kind of answer is asked for once, errors among them; addresses are those of `test_surface`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as project_settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from jadro.accounts.choices import Role
from jadro.home.models import StandardPage
from tests.factories import accounts, learning
from tests.ops import test_surface as surface

pytestmark = pytest.mark.django_db

ROOT = Path(project_settings.ROOT)


def parts(policy: str) -> dict[str, list[str]]:
    directives = [each.split() for each in policy.split(";") if each.strip()]
    return {name: sources for name, *sources in directives}


def is_strict(response: HttpResponse) -> bool:
    policy = parts(response.headers.get("Content-Security-Policy", ""))
    sources = {source for each in policy.values() for source in each}
    return policy.get("default-src") == ["'none'"] and sources <= {"'none'", "'self'", "data:"}


# --- The policy ------------------------------------------------------------------------------------------------------


@pytest.fixture
def errors(signed_in, monkeypatch, settings) -> dict[int, list[HttpResponse]]:
    """Every answer that is no page, by its status."""
    lesson = learning.lessons_of(learning.course(1))[0]
    withdrawn = learning.publish(learning.home().add_child(instance=StandardPage(title="Повлечена")))
    withdrawn.unpublish()
    mark = reverse("my:mark", args=[lesson.translation_key])
    visitor, member = Client(raise_request_exception=False), signed_in(accounts.user(), raise_request_exception=False)
    careful = Client(enforce_csrf_checks=True)
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "signup": "1/m/ip"}
    answers = [
        visitor.get("/"),
        visitor.get(lesson.url, headers={"if-none-match": visitor.get(lesson.url)["ETag"]}),
        visitor.get("/mk/my/"),
        visitor.post(mark, learning.mark_form(), headers={"HX-Request": "true"}),
        visitor.get("/mk/", headers={"host": "evil.example"}),
        visitor.get("/mk/nothing/"),
        visitor.get("/nothing"),
        visitor.get("/media/images/nothing.png"),
        visitor.get("/theme/"),
        visitor.delete("/mk/"),
        visitor.get(withdrawn.url),
        careful.post("/mk/accounts/login/"),
        member.post(reverse("my:keep_place", args=[lesson.translation_key]), {}),
        member.post(mark, {}),
        member.post("/mk/my/profile/", {"language": "xx"}),
        *(visitor.post("/mk/accounts/signup/") for _time in range(2)),
    ]
    with monkeypatch.context() as refusing:
        refusing.setattr("learning.progress.views.can", lambda *_anything: False)
        answers.append(member.post(mark, learning.mark_form()))
    with monkeypatch.context() as broken:
        broken.setattr("learning.progress.queries.followed_courses", lambda *_anything: 1 / 0)
        answers.append(member.get("/mk/my/"))
    by_status: dict[int, list[HttpResponse]] = {}
    for answer in answers:
        by_status.setdefault(answer.status_code, []).append(answer)
    return by_status


@pytest.mark.long
def test_every_kind_of_error_obeys_the_strict_policy(errors):
    assert set(errors) == {200, 204, 302, 304, 400, 401, 403, 404, 405, 410, 422, 429, 500}
    del errors[304]  # the browser goes by the policy of what it has
    assert [
        (status, each.request["PATH_INFO"]) for status, found in errors.items() for each in found if not is_strict(each)
    ] == []


@pytest.mark.long
@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.EDITOR], ids=["visitor", "member", "editor"])
def test_every_address_outside_the_admin_obeys_the_strict_policy(signed_in, address, role):
    client = signed_in(accounts.user(role=role)) if role else Client()
    pages = [page.get_url() for page in Page.objects.filter(depth__gt=1).specific()]

    loose = {path for path in [*map(address, surface.WHO_OPENS), *pages] if not is_strict(read(client, path))}

    assert loose == set()


def read(client: Client, path: str):
    response = client.get(path)
    if response.streaming:
        response.getvalue()
    return response


# --- What may be kept -------------------------------------------------------------------------------------------------

# The same for everybody, or a file that checks who asks. What is shown to a person is none of these.
NOT_OF_A_PERSON = {
    "favicon",
    "media:rendition",
    "ops:alive",
    "ops:ready",
    "robots",
    "sitemap",
    "wagtaildocs_serve",
}


@pytest.mark.long
def test_nothing_shown_to_somebody_signed_in_is_kept(signed_in, address):
    client = signed_in(accounts.user(role=Role.EDITOR))
    pages = [page.get_url() for page in Page.objects.filter(depth__gt=1).specific()]
    asked = [address(name) for name in surface.WHO_OPENS if name not in NOT_OF_A_PERSON]

    kept = {
        path for path in [*asked, *pages, "/admin/"] if "no-store" not in read(client, path).get("Cache-Control", "")
    }

    assert kept == set()


# --- Cookies ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def in_production() -> dict[str, object]:
    """The settings of cookies in a public installation."""
    program = (
        "import json; from jadro.settings import production as settings;"
        "print(json.dumps({name: value for name, value in vars(settings).items() if '_COOKIE_' in name}))"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
        "SECRET_KEY": "s" * 60,
        "BASE_URL": "https://example.org",
        "DATA_DIR": str(project_settings.DATA_DIR),
    }
    answer = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    return json.loads(answer.stdout)


@pytest.mark.long
def test_no_cookie_is_read_by_scripts_sent_from_elsewhere_or_without_tls(client, settings, in_production):
    for name, value in in_production.items():
        setattr(settings, name, value)
    accounts.user("ana@example.org")
    lesson = learning.lessons_of(learning.course(1))[0]
    mark = reverse("my:mark", args=[lesson.translation_key])
    form = {"login": "ana@example.org", "password": accounts.PASSWORD}

    answers = [
        client.get("/mk/accounts/login/", secure=True),
        client.post(mark, learning.mark_form(), secure=True),  # signed out: a message
        client.post("/mk/accounts/login/", form, secure=True),
        client.post("/theme/", {"theme": "dark", "next": "/mk/"}, secure=True),
        client.post("/data/", {"data": "saving", "next": "/mk/"}, secure=True),
    ]

    cookies = {name: cookie for answer in answers for name, cookie in answer.cookies.items()}
    assert cookies.keys() == {"csrftoken", "messages", "sessionid", "language", "theme", "data"}
    flags = {name: (cookie["httponly"], cookie["samesite"], cookie["secure"]) for name, cookie in cookies.items()}
    assert flags == dict.fromkeys(cookies, (True, "Lax", True))


def test_a_page_for_visitors_sets_no_cookie(client):
    course = learning.course(1)

    for path in ("/mk/", course.url, learning.lessons_of(course)[0].url, "/mk/nothing/"):
        assert not client.get(path).cookies
