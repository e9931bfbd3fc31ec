from jadro.editions import services
from jadro.outbox.registry import Payload, job


@job("make_editions", lease_seconds=900, tries=3)
def make_editions(payload: Payload) -> None:
    """Renders what was published. Until it has run, a page's text is rendered when somebody opens it."""
    services.make_missing()
