"""Contrast of every pair of colours in use (WCAG 2.2: 4.5 for text, 3 for controls and marks); the sheet's weight."""

import gzip
import re
from pathlib import Path

import pytest

from jadro.ops.build import css

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")

TEXT, SHAPE = 4.5, 3.0
PAIRS = [
    *((text, ground, TEXT) for text in ("ink", "ink-2") for ground in ("paper", "sheet", "sunk")),
    *(("ink", ground, TEXT) for ground in ("core-soft", "bloom-soft", "wait-soft", "bad-soft")),
    *(
        ("link", ground, TEXT)
        for ground in ("paper", "sheet", "sunk", "core-soft", "bloom-soft", "wait-soft", "bad-soft")
    ),
    ("on-core", "core", TEXT),
    ("paper", "ink", TEXT),
    *(("core-text", ground, TEXT) for ground in ("paper", "sheet", "core-soft")),
    *(("bloom-text", ground, TEXT) for ground in ("paper", "sheet", "bloom-soft")),
    *(("wait-text", ground, TEXT) for ground in ("sheet", "wait-soft")),
    *(("bad-text", ground, TEXT) for ground in ("paper", "sheet", "bad-soft")),
    ("on-bloom", "bloom", TEXT),
    ("on-band", "band", TEXT),
    ("on-band-2", "band", TEXT),
    *((mark, ground, SHAPE) for mark in ("core", "edge", "focus") for ground in ("paper", "sheet", "sunk")),
    *((mark, ground, SHAPE) for mark in ("bloom-edge", "wait-text", "bad-text") for ground in ("paper", "sheet")),
    ("bloom", "band", SHAPE),
]


def colours() -> dict[str, tuple[str, str]]:
    """Each colour token with its light and dark value."""
    both = {}
    for name, light, dark in re.findall(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", TOKENS):
        both[name] = (light, dark)
    for name, colour in re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", TOKENS):
        both[name] = (colour, colour)
    return both


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_follows_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "needed"), PAIRS)
def test_colours_in_use_are_told_apart(front, ground, needed, theme):
    place = ["light", "dark"].index(theme)
    values = colours()

    assert contrast(values[front][place], values[ground][place]) >= needed


def test_every_colour_that_is_used_is_a_token():
    defined = set(
        re.findall(r"^\s*--([a-z0-9-]+):", "".join(p.read_text(encoding="utf-8") for p in CSS.rglob("*.css")), re.M)
    )
    for path in [*CSS.glob("[!a]*.css"), *CSS.glob("components/*.css")]:
        used = set(re.findall(r"var\(--([a-z0-9-]+)", path.read_text(encoding="utf-8")))
        assert used <= defined, path.name


def test_every_style_sheet_stands_in_a_layer_that_tokens_orders():
    layers = re.search(r"@layer ([a-z, ]+);", TOKENS).group(1).split(", ")
    for path in [*CSS.glob("[!a]*.css"), *CSS.glob("components/*.css")]:
        assert set(re.findall(r"@layer (\w+) \{", path.read_text(encoding="utf-8"))) <= set(layers), path.name


def test_joined_sheet_stays_within_its_weight():
    assert len(gzip.compress(css.sheet().encode())) <= 10 * 1024
