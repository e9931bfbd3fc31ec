from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    name = "learning.quizzes"
    label = "quizzes"
    verbose_name = _("Quizzes")

    def ready(self) -> None:
        from learning.quizzes import rules, signal_handlers, slots  # noqa: F401  rules and slots register themselves

        signal_handlers.connect()
