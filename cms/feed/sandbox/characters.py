"""Texts that break what is careless: markup as text, two directions, combining marks, emoji, what has no width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cms.feed.sandbox.drafts import Draft

_COMBINING = "e\u0301te\u0301"
_NO_WIDTH = "zero\u200bwidth\u200djoined"
_RIGHT_TO_LEFT = "\u2067\u05e2\u05d1\u05e8\u05d9\u05ea \u0627\u0644\u0639\u0631\u0628\u064a\u0629\u2069"
_EMOJI = "👩\u200d🔧 🏳\ufe0f\u200d🌈 🇫🇷"
# Never translated: what counts are the characters.
TITLE = f"<script>alert(1)</script> & « L’Œuf » \"x\" 'y' {_RIGHT_TO_LEFT} {_EMOJI} {_COMBINING} {_NO_WIDTH}"
LONG_TITLE = "Un titre de deux cent cinquante-cinq caractères, le plus long que le contrat admette, " * 4
LONG_SLUG = ("long-address-" * 20)[:255].rstrip("-").ljust(255, "x")
_TAGS = (("c-plus-plus", "C++ & <b>"), ("œuvre", "œuvre d’art"), ("日本", "日本"))


def changes(draft: Draft) -> dict[str, Any]:
    """Return the fields that hold odd characters: texts, keywords, the words for a picture."""
    image = {**draft.picture(), "alt": TITLE, "credit": f"© {TITLE[:60]}"}
    return {
        "summary": f"{draft.summary} {TITLE} \u00a0]]> -- ' OR 1=1; %00 {{{{ 7*7 }}}}",
        "image": image,
        "tags": [{"slug": slug, "name": name} for slug, name in _TAGS],
    }
