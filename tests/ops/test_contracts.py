"""The import contracts hold every app: one that is new has to be named in them."""

import tomllib
from pathlib import Path

from django.conf import settings

ROOTS = ("jadro.", "learning.", "resources")


def test_every_app_of_ours_keeps_the_order_of_its_modules():
    tools = tomllib.loads((Path(settings.ROOT) / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    contracts = {contract["id"]: contract for contract in tools["importlinter"]["contracts"]}
    ours = {app.removesuffix(".apps.UsersConfig") for app in settings.INSTALLED_APPS if app.startswith(ROOTS)}

    assert set(contracts["in-app"]["containers"]) == ours
