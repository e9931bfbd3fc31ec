"""Writes what `test_released.py` begins with: a backup of an installation of this version, and what people see of it.
Run it when a version is released, and commit what it wrote:

    .venv/bin/python tests/migrations/release.py
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from uuid import UUID

ROOT = Path(__file__).resolve().parents[2]
RELEASED = Path(__file__).with_name("released")
LEARNERS = 30


def fill() -> None:
    """One course in every language, people in the middle of it, and one thing of each other kind."""
    from django.contrib.auth.models import Group
    from django.core.files.base import ContentFile
    from django.core.management import call_command
    from django.utils import timezone
    from wagtail.images import get_image_model
    from wagtail.images.tests.utils import get_test_image_file

    from jadro.accounts import services as accounts
    from jadro.accounts.choices import Role
    from jadro.accounts.models import User
    from jadro.demo import association, courses, learners, pages, people, vocabulary
    from jadro.home.models import TranslationWish
    from jadro.media.models import CreditedDocument
    from jadro.outbox import services as outbox
    from learning.courses.models import LessonPage

    call_command("migrate", verbosity=0)
    with pages.indexes_put_off():
        people.load()
        vocabulary.load()
        association.load_aims()
        courses.load_section()
        courses.load("onboarding")
        learners.load(LEARNERS, at=timezone.now())
        lesson = LessonPage.objects.filter(locale__language_code="mk").order_by("path").first()
        lesson.slug = "preimenuvana"
        lesson.save_revision().publish()
    pages.rebuild_indexes()
    administrator = User.objects.create_superuser("administrator@example.org", None)
    member = User.objects.get(email="member@example.org")
    accounts.grant_role(member, Role.MENTOR, by=administrator)
    TranslationWish.objects.create(page_key=UUID(int=1), language="sq", wished_by=member, wished_at=timezone.now())
    outbox.send(address=member.email, kind="release", event="release:1", subject="Наслов", text="Текст", language="mk")
    outbox.queue_job("look_after_content", payload={"числа": [1, 2.5, None]})
    CreditedDocument.objects.create(title="Документ", file=ContentFile(b"%PDF-1.4", name="dokument.pdf"))
    get_image_model().objects.create(title="Слика", file=get_test_image_file(size=(4, 4)))
    Group.objects.get_or_create(name="Соработници")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "jadro.settings.dev"}
        environment |= {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]), "DATABASE_URL": ""}
        for arguments in (
            ["-c", "import django; django.setup(); from tests.migrations import release; release.fill()"],
            ["manage.py", "backup", str(RELEASED / "backup.zip")],
        ):
            subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True)
        facts = subprocess.run(
            [sys.executable, "tests/migrations/facts.py"], cwd=ROOT, env=environment, check=True, capture_output=True
        )
    (RELEASED / "facts.json").write_bytes(facts.stdout + b"\n")


if __name__ == "__main__":
    main()
