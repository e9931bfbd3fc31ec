"""What the plain project borrows of the site, without what the site does when it starts."""

from django.apps import AppConfig


class PlainConfig(AppConfig):
    name = "bench.plain"
    label = "plain"


class AimsConfig(AppConfig):
    """Rows that a block of the front page shows."""

    name = "jadro.aims"
    label = "aims"
