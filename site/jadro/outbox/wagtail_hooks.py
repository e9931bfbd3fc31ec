from wagtail import hooks
from wagtail.permissions import register_permission_policy

from jadro.outbox.models import Job, Message
from jadro.outbox.viewsets import OutboxViewSetGroup, ReadOnlyPolicy

for model in (Message, Job):
    register_permission_policy(model, ReadOnlyPolicy(model), exact_class=True)


@hooks.register("register_admin_viewset")
def register_outbox() -> OutboxViewSetGroup:
    return OutboxViewSetGroup()
