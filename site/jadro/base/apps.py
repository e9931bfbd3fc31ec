from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "jadro.base"
    label = "base"
