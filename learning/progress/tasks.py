import logging

from django.utils import timezone

from jadro.outbox.registry import Payload, job
from learning.progress import rebuilding, reminding

logger = logging.getLogger(__name__)


@job("look_after_progress", lease_seconds=3600, tries=3)
def look_after_progress(payload: Payload) -> None:
    """Nightly: makes the outlines that an accident left out, and says loudly when a stored figure is not what the
    events say. It mends no figure: somebody must learn why it differed."""
    rebuilding.mend_outlines(at=timezone.now())
    for difference in rebuilding.rebuild(check=True):
        logger.error("A stored figure differs from the events: %s", difference)


@job("remind_of_stalled_courses", lease_seconds=3600, tries=3)
def remind_of_stalled_courses(payload: Payload) -> None:
    """Daily. Once more changes nothing: who was reminded is not reminded again."""
    reminding.remind_all(at=timezone.now())
