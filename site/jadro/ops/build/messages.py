"""Compiles message catalogues: `messages.py FILE.po …` writes each FILE.mo beside it. Without arguments, all of them.

In Python, so that running the site asks for no gettext tools.
"""

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[4]


def main(arguments: list[str]) -> None:
    paths = [Path(name) for name in arguments] or sorted(ROOT.glob("site/jadro/locale/*/LC_MESSAGES/*.po"))
    for path in paths:
        compiled = path.with_suffix(".mo")
        # Written beside and renamed: a process that starts meanwhile reads the old catalogue or the new one.
        part = compiled.with_suffix(".mo.part")
        polib.pofile(str(path)).save_as_mofile(str(part))
        part.replace(compiled)
        print(f"Compiled {compiled.resolve().relative_to(ROOT)}")


if __name__ == "__main__":
    main(sys.argv[1:])
