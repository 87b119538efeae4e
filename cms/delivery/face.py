"""What a view must say of itself to be answered by the faces' door: its media types, and its methods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cms.delivery.http import METHODS


@dataclass(frozen=True)
class Face:
    """How an address may be asked. Shape: the first of `media_types` is the one it prefers to speak."""

    media_types: tuple[str, ...] = ("application/json",)
    methods: tuple[str, ...] = METHODS


def face(*media_types: str, also: tuple[str, ...] = ()) -> Callable[[Any], Any]:
    """Decorate a view of a face. Without this, an address does not exist."""

    def mark(view: Any) -> Any:
        view.face = Face(media_types or Face.media_types, (*METHODS, *also))
        return view

    return mark


def face_of(view: Any) -> Face | None:
    """Return what a view says of itself, or None if it is no face's."""
    return getattr(view, "face", None)
