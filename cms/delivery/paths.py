"""A path of the site, as faces take it."""

from __future__ import annotations

import re

from cms.feed.addresses import LONGEST_PATH

_PATH = re.compile(r"/(?:[^/\\].*)?", re.DOTALL)


def read_path(text: str) -> str:
    """Read a path of the site. Errors: ValueError with a sentence that says what to send."""
    if "://" in text.partition("?")[0]:
        raise ValueError("`path` is the path alone, without scheme and host: path=/ambassadeurs/, not a full address.")
    if not _PATH.fullmatch(text):
        raise ValueError("`path` begins with exactly one slash, for instance path=/ambassadeurs/.")
    if len(text) > LONGEST_PATH:
        raise ValueError(f"`path` is at most {LONGEST_PATH} characters.")
    return text
