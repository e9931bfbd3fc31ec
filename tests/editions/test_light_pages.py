"""A reader who saves data gets pages without fonts and pictures, by the browser's wish or by their own."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.images import ImageFile
from PIL import Image

from jadro.accounts.choices import Role
from jadro.editions import services
from jadro.media.models import CreditedImage
from learning.courses.models import LessonPage
from tests.factories import accounts, learning

pytestmark = [
    pytest.mark.django_db,
    # Of Wagtail, which leaves a picture that it has drawn smaller to be closed by Python.
    pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:ResourceWarning"),
]
SAVING = {"save-data": "on"}


def choose(client, amount: str, **headers):
    return client.post("/data/", {"data": amount, "next": "/mk/"}, headers=headers)


def is_light(client, path: str = "/mk/", **headers) -> bool:
    return "data-saving" in client.get(path, headers=headers).content.decode()


@pytest.fixture
def lesson() -> LessonPage:
    file = BytesIO()
    Image.new("RGB", (640, 480)).save(file, "PNG")
    image = CreditedImage.objects.create(title="Слика", file=ImageFile(file, name="slika.png"), author="Јана")
    (page,) = learning.lessons_of(learning.course(1))
    page.body = [
        (
            "picture",
            {"image": image, "alternative": "Луѓе & маса", "is_decorative": False, "caption": "Собир"},
        )
    ]
    return learning.publish(page)


def test_a_reader_chooses_light_pages_and_takes_the_choice_back(client):
    assert not is_light(client)

    answer = choose(client, "saving")

    assert answer.headers["Location"] == "/mk/"
    assert answer.cookies["data"]["httponly"]
    assert is_light(client)
    choose(client, "full")
    assert not is_light(client)


def test_the_readers_choice_goes_before_the_browsers_wish(client):
    assert is_light(client, **SAVING)

    choose(client, "full")

    assert not is_light(client, **SAVING)
    choose(client, "")
    assert is_light(client, **SAVING)


@pytest.mark.parametrize("has_account", [False, True])
def test_the_form_says_what_is_chosen(client, signed_in, has_account):
    browser = signed_in(accounts.user(role=Role.MEMBER)) if has_account else client
    choose(browser, "saving")

    soup = BeautifulSoup(browser.get("/mk/").content, "html.parser")

    pressed = {button["value"]: button["aria-pressed"] for button in soup.select("button[name=data]")}
    assert pressed == {"full": "false", "saving": "true"}


@pytest.mark.parametrize(
    ("amount", "headers", "status"), [("saving", {"origin": "https://evil.example"}, 403), ("much", {}, 302)]
)
def test_the_form_cannot_be_misused(client, amount, headers, status):
    assert choose(client, amount, **headers).status_code == status
    assert "data" not in client.cookies


@pytest.mark.long
@pytest.mark.parametrize("is_made", [True, False])
def test_a_light_page_says_what_a_picture_shows_and_leads_to_it_with_its_size(client, lesson, is_made):
    if is_made:
        services.make(lesson)
    (full,) = BeautifulSoup(client.get(lesson.url).content, "html.parser").select("figure")

    (light,) = BeautifulSoup(client.get(lesson.url, headers=SAVING).content, "html.parser").select("figure")

    (picture,), (link,) = full.select("img"), light.select("a")
    assert picture["alt"] == "Луѓе & маса"
    assert light.select("img") == []
    assert link["href"] == picture["src"]
    assert link.select("b")[0].get_text() == "Луѓе & маса"
    assert "Прикажи ја сликата (" in link.get_text()
    assert light.figcaption.get_text(" ", strip=True) == full.figcaption.get_text(" ", strip=True)
    assert light["id"] == full["id"]
