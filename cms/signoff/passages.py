"""The passages of a proof: what a person can put a remark to, numbered in the order of reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.template.loader import render_to_string

EXCERPT_LENGTH = 90
# Containers whose children are passages of their own; everything else that holds words is one passage.
_OPEN = {"article", "div", "section", "aside", "header", "main"}
_OPEN_CLASSES = {"frame", "cols", "wide", "narrow", "broad", "half", "all", "story", "rich", "section", "page-head"}
_LEFT_OUT = {"nav"}


@dataclass(frozen=True)
class Passage:
    """One passage: its number and its first words."""

    number: int
    excerpt: str


def number_passages(soup: BeautifulSoup, main: Tag, remarks: dict[str, Any]) -> tuple[Passage, ...]:
    """Put a number and room for a remark after each passage.

    Shape: the numbers follow from the content alone, so they stay the same as long as the digest does.
    """
    found: list[Passage] = []
    for number, tag in enumerate(list(_passages(main)), start=1):
        passage = Passage(number, _excerpt(tag))
        found.append(passage)
        remark = remarks.get(str(number), {}).get("text", "")
        html = render_to_string("signoff/_remark.html", {"passage": passage, "remark": remark})
        room = BeautifulSoup(html, "html.parser")
        tag["class"] = " ".join(filter(None, [*tag.get_attribute_list("class"), "proof-passage"]))
        tag["data-passage"] = str(number)
        if _is_column(tag):
            # After it, the remark would be a column of its own.
            tag.extend(list(room.contents))
        else:
            tag.insert_after(*list(room.contents))
    return tuple(found)


def _passages(container: Tag) -> Iterator[Tag]:
    for child in container.find_all(True, recursive=False):
        if child.name in _LEFT_OUT:
            continue
        if _is_open(child):
            yield from _passages(child)
        elif _excerpt(child) or child.find("img"):
            yield child


def _is_open(tag: Tag) -> bool:
    """A container that only lays out is gone into; one that belongs together (a figure, a plate, a list) is not."""
    if tag.name not in _OPEN:
        return False
    classes = {name for name in tag.get_attribute_list("class") if name}
    return not classes or tag.name == "article" or bool(classes & _OPEN_CLASSES)


def _is_column(tag: Tag) -> bool:
    return tag.parent is not None and "cols" in tag.parent.get_attribute_list("class")


def _excerpt(tag: Tag) -> str:
    words = " ".join(tag.get_text(" ", strip=True).split())
    if not words and (img := tag.find("img")) is not None:
        words = str(img.get("alt", ""))
    return words if len(words) <= EXCERPT_LENGTH else f"{words[:EXCERPT_LENGTH].rsplit(' ', 1)[0]}…"
