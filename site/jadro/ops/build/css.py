"""Joins the style sheets of static/css into build/static/css/site.css, with .gz and .br beside it.

    python site/jadro/ops/build/css.py

Plain concatenation: the first line of tokens.css names the cascade layers, and every file says in which layer it
stands, so the order here only has to put that line first. The font faces are those that fonts.py wrote; run it before.
"""

import gzip
import re
from pathlib import Path

import brotli

ROOT = Path(__file__).resolve().parents[4]
SOURCE = ROOT / "static" / "css"
FACES = ROOT / "build" / "fonts" / "faces.css"
SHEET = ROOT / "build" / "static" / "css" / "site.css"

BEFORE_COMPONENTS = ["tokens", "reset", "base", "layout"]
AFTER_COMPONENTS = ["utilities", "print"]


def main() -> None:
    text = sheet()
    SHEET.parent.mkdir(parents=True, exist_ok=True)
    plain = text.encode()
    written = {
        SHEET: plain,
        SHEET.with_suffix(".css.gz"): gzip.compress(plain, 9, mtime=0),
        SHEET.with_suffix(".css.br"): brotli.compress(plain, quality=11),
    }
    for path, data in written.items():
        path.write_bytes(data)
    sizes = [f"{len(data) / 1024:.1f}" for data in written.values()]
    faces = "" if FACES.exists() else "; no font faces yet, run fonts.py before this"
    print("css: {} KB, {} KB with gzip, {} KB with brotli".format(*sizes) + faces)


def sheet() -> str:
    files = [
        *(SOURCE / f"{name}.css" for name in BEFORE_COMPONENTS),
        *sorted((SOURCE / "components").glob("*.css")),
        *(SOURCE / f"{name}.css" for name in AFTER_COMPONENTS),
    ]
    # The faces follow tokens.css: rules outside a layer may stand after the line that orders the layers.
    if FACES.exists():
        files.insert(1, FACES)
    return "\n".join(compact(path.read_text(encoding="utf-8")) for path in files) + "\n"


def compact(text: str) -> str:
    """Without comments, indentation and empty lines; the rest stays as written and can be read in the browser."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


if __name__ == "__main__":
    main()
