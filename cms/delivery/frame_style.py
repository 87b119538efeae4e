"""The style sheets of the frames and of the elements: kept as files, put into what is sent.

A frame carries its sheet within itself, admitted by its hash: it is one request less, and nothing is ever painted
before it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

HERE = Path(__file__).parent / "embed"
CARD_SHEET, FRAME_SHEET = HERE / "card.css", HERE / "frame.css"
FONTS_SHEET = Path(settings.BASE_DIR) / "cms" / "static" / "css" / "fonts.css"


@cache
def card_style() -> str:
    """Return the rules of the cards."""
    return squeezed(CARD_SHEET.read_text(encoding="utf-8"))


@cache
def frame_style() -> str:
    """Return every rule of a frame: our faces, the cards, its own."""
    fonts = re.sub(
        r'url\("\.\./([^"]+)"\)',
        lambda found: f'url("{static(found[1])}")',
        FONTS_SHEET.read_text(encoding="utf-8"),
    )
    return squeezed(fonts) + card_style() + squeezed(FRAME_SHEET.read_text(encoding="utf-8"))


def style_hash(style: str) -> str:
    """Return how a policy names the content of a style element (CSP level 3, section 2.3.1)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


def squeezed(css: str) -> str:
    """Return a style sheet without comments and needless white space."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s*([{};,>])\s*|(?<=:)\s+", r"\1", re.sub(r"\s+", " ", css))
    return re.sub(r"(?<![\w.])0(?=\.\d)", "", css).replace(";}", "}").strip()
