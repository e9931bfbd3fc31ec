from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "learning.courses"
    label = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        from learning.courses import signal_handlers

        signal_handlers.connect()
