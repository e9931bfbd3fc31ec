from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from jadro.base.permission import rule


class QuizzesConfig(AppConfig):
    name = "learning.quizzes"
    label = "quizzes"
    verbose_name = _("Quizzes")

    def ready(self) -> None:
        from learning.quizzes import rules, signal_handlers, slots  # noqa: F401  slots register themselves
        from learning.quizzes.models import Attempt

        rule("view", Attempt)(rules.may_view)
        signal_handlers.connect()
