"""The words of a public value, for a search index."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from pydantic import BaseModel

# Values of these fields are for machines, or belong to the picture rather than to the story.
NOT_WORDS = frozenset({"url", "type", "kind", "anchor", "image", "size_bytes", "level", "provider"})


def words_of(value: Any) -> Iterator[str]:
    """Yield every text of a public value, tags removed, in reading order."""
    if isinstance(value, str):
        # A space first: two paragraphs must not become one word.
        text = unescape(strip_tags(value.replace("<", " <"))).strip()
        if text:
            yield " ".join(text.split())
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name not in NOT_WORDS:
                yield from words_of(getattr(value, name))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from words_of(item)
