"""Makes the plain project's tables and fills them from standard input; prints a session for each user."""

import json
import sys
from pathlib import Path

import django
from django.core.management import call_command


def main() -> None:
    django.setup()

    from django.apps import apps
    from django.contrib.auth import get_user_model
    from django.core import serializers
    from django.core.files.images import ImageFile
    from django.test import Client
    from wagtail.images.models import Image
    from wagtail.models import Collection, Locale, Page, Site

    models = {model.__name__: model for model in apps.get_app_config("plain").get_models()}
    call_command("migrate", run_syncdb=True, verbosity=0)

    # What Wagtail's migrations write.
    Collection.add_root(name="Root")
    Locale.objects.create(language_code="mk")
    root = Page.add_root(instance=Page(title="Root", slug="root"))

    data = json.load(sys.stdin)
    for row in serializers.deserialize("json", data["aims"]):
        row.save()
    with Path(data["image"]["path"]).open("rb") as file:
        Image.objects.create(pk=data["image"]["pk"], title="bench", file=ImageFile(file, name="bench.png"))

    for page in data["pages"]:
        # Again each time: the parent in memory does not know of its new children.
        parent = Page.objects.get(pk=page["parent"] or root.pk)
        parent.add_child(instance=models[page["kind"]](**page["fields"]))
    Site.objects.create(hostname="127.0.0.1", root_page=Page.objects.get(depth=2), is_default_site=True)

    cookies = []
    for email in data["users"]:
        user = get_user_model().objects.create_user(email, email)
        client = Client()
        client.force_login(user)
        cookies.append(f"sessionid={client.cookies['sessionid'].value}")
    json.dump(cookies, sys.stdout)


if __name__ == "__main__":
    main()
