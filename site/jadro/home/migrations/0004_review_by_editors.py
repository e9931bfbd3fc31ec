"""“Submit for review” is offered on every page. Wagtail comes with a workflow of its own, for a group nobody is in."""

from django.db import migrations

from jadro.accounts.choices import Role

# A workflow has one name, whatever language the admin is in.
NAME = "Преглед · Shqyrtim · Review"
TASK = "Друг уредник · Redaktor tjetër · Another editor"
WAGTAILS_OWN = "Moderators approval"


def let_editors_review(apps, schema_editor):
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    GroupApprovalTask = apps.get_model("wagtailcore", "GroupApprovalTask")
    ContentType = apps.get_model("contenttypes", "ContentType")
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)

    chosen = WorkflowPage.objects.filter(page=root).first()
    if chosen is not None and chosen.workflow.name != WAGTAILS_OWN:
        return  # an administrator has decided already
    kind, _is_new = ContentType.objects.get_or_create(app_label="wagtailcore", model="groupapprovaltask")
    task = GroupApprovalTask.objects.create(name=TASK, content_type=kind)
    task.groups.set(apps.get_model("auth", "Group").objects.filter(name=Role.EDITOR.value))
    workflow = Workflow.objects.create(name=NAME)
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    Workflow.objects.filter(name=WAGTAILS_OWN).update(active=False)
    GroupApprovalTask.objects.filter(name=WAGTAILS_OWN).update(active=False)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0003_rights"),
        ("accounts", "0002_roles"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(let_editors_review, migrations.RunPython.noop)]
