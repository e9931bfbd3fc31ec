"""What forms of the ledger need; a learner's part in content pages is in `slots`."""

from uuid import uuid4

from django import template

register = template.Library()


@register.simple_tag
def new_request_id() -> str:
    """A name for one sending of a form: sent twice, it is recorded once."""
    return str(uuid4())
