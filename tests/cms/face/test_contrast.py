"""Colours are legible by computation: every pair in use, in the light and in the dark scheme.

Source: WCAG 2.2, 1.4.3, 1.4.6 and 1.4.11.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = Path(settings.BASE_DIR) / "cms" / "static" / "css" / "tokens.css"
RUNNING, TEXT, PART = 7.0, 4.5, 3.0
PAIRS = [
    ("ink", "paper", RUNNING),
    ("ink", "paper-raised", RUNNING),
    ("ink", "paper-sunk", RUNNING),
    ("plate-ink", "plate", RUNNING),
    ("on-deep", "deep", RUNNING),
    ("ink-soft", "paper", TEXT),
    ("ink-soft", "paper-raised", TEXT),
    ("ink-soft", "paper-sunk", TEXT),
    ("link", "paper", TEXT),
    ("link", "paper-raised", TEXT),
    ("brass", "paper", TEXT),
    ("brass", "paper-sunk", TEXT),
    ("act", "paper", TEXT),
    ("act", "paper-raised", TEXT),
    ("on-act", "act", TEXT),
    ("on-act", "act-strong", TEXT),
    ("plate-label", "plate", TEXT),
    ("on-deep-soft", "deep", TEXT),
    ("edge", "paper", PART),
    ("edge", "paper-raised", PART),
    ("plate-edge", "paper", PART),
    ("deep-edge", "deep", PART),
    ("focus", "paper", PART),
    ("focus", "paper-raised", PART),
    ("brass", "paper-raised", PART),
]


def schemes() -> dict[str, dict[str, str]]:
    """Return the colours by role: of the light scheme, and of the dark one on top of it."""
    light_css, dark_css = TOKENS.read_text(encoding="utf-8").split("@media (prefers-color-scheme: dark)")
    light, dark = (dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6});", css)) for css in (light_css, dark_css))
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
class TestContrast:
    @pytest.mark.parametrize(("front", "back", "least"), PAIRS)
    def test_every_pair_in_use_is_legible(self, scheme: str, front: str, back: str, least: float) -> None:
        colours = schemes()[scheme]
        assert contrast(colours[front], colours[back]) >= least, f"{front} on {back}"

    def test_the_art_direction_is_kept(self, scheme: str) -> None:
        expected = {"paper": "#f6f3ec", "ink": "#10212b", "act": "#b42a15", "link": "#155a64", "brass": "#75530f"}
        colours = schemes()[scheme]
        assert {role: colours[role] for role in expected} == expected or scheme == "dark"


class TestStylesheets:
    def test_colours_live_in_the_tokens_alone(self) -> None:
        others = [path for path in TOKENS.parent.glob("*.css") if path.name not in {"tokens.css", "print.css"}]
        named = {path.name: re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text(encoding="utf-8")) for path in others}
        assert len(others) >= 5
        assert not any(named.values()), named

    def test_no_outside_asset_is_fetched(self) -> None:
        for path in TOKENS.parent.glob("*.css"):
            for address in re.findall(r"url\((.*?)\)", path.read_text(encoding="utf-8")):
                assert address.strip("\"'").startswith("../fonts/"), address
                assert (path.parent / address.strip("\"'")).exists(), address
