"""Things on other sites: asked about once in the background, never while a page is shown."""

import socket

import pytest
from wagtail.embeds.models import Embed

from jadro.media import queries
from jadro.outbox.models import Job
from tests.factories import learning

pytestmark = pytest.mark.django_db
URL = "https://vimeo.com/76979871"


def lesson_with_embed(course):
    lesson = learning.lessons_of(course)[0]
    lesson.body.append(("embed", {"url": URL, "title": ""}))
    return learning.publish(lesson)


def jobs() -> list[dict]:
    return list(Job.objects.filter(kind="learn_about_embed").values_list("payload", flat=True))


def test_publishing_asks_once_in_the_background_and_showing_asks_nobody(client, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: pytest.fail("A page asked another host."))
    lesson = lesson_with_embed(learning.course(1))

    page = client.get(lesson.url).content.decode()

    assert jobs() == [{"url": URL}]
    assert f'href="{URL}"' in page
    assert "<iframe" not in page
    assert "vimeo.com" in page


@pytest.mark.long
def test_what_is_known_is_shown_and_not_asked_again(client):
    course = learning.course(1)
    lesson = lesson_with_embed(course)
    Job.objects.all().delete()
    hashed = queries.get_embed_hash(URL)
    Embed.objects.create(hash=hashed, url=URL, type="video", title="The New Vimeo Player", author_name="Vimeo")

    learning.publish(lesson)

    assert jobs() == []
    assert "The New Vimeo Player" in client.get(lesson.url).content.decode()
