from django.db import migrations

from jadro.accounts.choices import Role
from jadro.accounts.roles import grant, grant_on_collections, grant_on_pages


def make_roles(apps, schema_editor):
    for role in Role:
        grant(apps, role)
    grant(apps, Role.EDITOR, "wagtailadmin.access_admin", "wagtail_localize.submit_translation")
    grant_on_pages(apps, Role.EDITOR, "wagtailcore.add_page", "wagtailcore.change_page", "wagtailcore.publish_page")
    grant_on_collections(
        apps,
        Role.EDITOR,
        *(f"wagtailimages.{action}_image" for action in ("add", "change", "choose")),
        *(f"wagtaildocs.{action}_document" for action in ("add", "change", "choose")),
    )
    # Not `change_user`, which opens Wagtail's bulk actions, names, addresses and the closing of accounts.
    grant(apps, Role.COORDINATOR, "wagtailadmin.access_admin", "accounts.view_user", "accounts.give_roles")


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=Role.values).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(make_roles, remove_roles)]
