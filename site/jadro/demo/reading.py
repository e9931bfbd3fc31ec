"""The files of the demo content, which stand beside this module."""

import csv
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"
# libyaml where PyYAML was built with it: ten times quicker, and a second start reads these files too.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def document(name: str) -> Any:
    return yaml.load((DATA / name).read_text(encoding="utf-8"), _Loader)  # noqa: S506  a safe loader, see above


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))
