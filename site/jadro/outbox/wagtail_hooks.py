from wagtail import hooks
from wagtail.permissions import register_permission_policy

from jadro.base.read_only import ReadOnlyPolicy
from jadro.outbox.models import Job, Message
from jadro.outbox.viewsets import OutboxViewSetGroup

# Sending again is a service of its own.
for model in (Message, Job):
    register_permission_policy(model, ReadOnlyPolicy(model), exact_class=True)


@hooks.register("register_admin_viewset")
def register_outbox() -> OutboxViewSetGroup:
    return OutboxViewSetGroup()
