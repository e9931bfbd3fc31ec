"""What has to name everything: the import contracts every app, the table of commands every target."""

import re
import subprocess
import tomllib
from pathlib import Path

from django.conf import settings

ROOTS = ("jadro.", "learning.", "resources")


def test_every_app_of_ours_keeps_the_order_of_its_modules():
    tools = tomllib.loads((Path(settings.ROOT) / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    contracts = {contract["id"]: contract for contract in tools["importlinter"]["contracts"]}
    ours = {app.removesuffix(".apps.UsersConfig") for app in settings.INSTALLED_APPS if app.startswith(ROOTS)}

    assert set(contracts["in-app"]["containers"]) == ours


def test_every_target_of_make_stands_in_its_help_and_in_the_table_for_contributors():
    root = Path(settings.ROOT)
    targets = set(re.findall(r"^([\w-]+):.*## ", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    shown = subprocess.run(["make", "help"], cwd=root, capture_output=True, text=True, check=True)
    table = set(re.findall(r"^\| `make ([\w-]+)` \|", (root / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE))

    assert set(re.findall(r"^make ([\w-]+) ", shown.stdout, re.MULTILINE)) == targets
    assert table == targets
