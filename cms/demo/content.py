"""Reads the demonstration's texts: files with a TOML head between two `+++` lines, then a story (see stories.py)."""

from __future__ import annotations

import tomllib
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cms.demo.stories import story_blocks

CONTENT_DIR = Path(__file__).parent / "content"
# Public ids follow from it: two installations of the demonstration have the same.
NAMESPACE = uuid.UUID("5f0a9c0e-5a3e-5d0b-9b0e-0d9c2f6b7a94")
HEAD_MARK = "+++\n"


@dataclass(frozen=True)
class Entry:
    """One text of the demonstration.

    Shape: `name` is the file's name without ending, the same in every language; `kind` is its folder.
    """

    kind: str
    name: str
    head: dict[str, Any]
    story: str

    @property
    def key(self) -> uuid.UUID:
        """Shared by the translations of this text, and by every installation."""
        return key_of(self.kind, self.name)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The story as stored blocks, whose ids are the same in every language."""
        return story_blocks(self.story, key=self.key)


def key_of(kind: str, name: str) -> uuid.UUID:
    """Return the stable id of one piece of the demonstration."""
    return uuid.uuid5(NAMESPACE, f"{kind}/{name}")


def read(kind: str, name: str, *, language: str = "fr") -> Entry:
    """Read one text.

    Errors: FileNotFoundError; ValueError if the file has no head.
    """
    return _parse(kind, _folder(kind, language) / f"{name}.md")


def read_all(kind: str, *, language: str = "fr") -> list[Entry]:
    """Read every text of a folder, sorted by file name; an empty list if the language has none."""
    return [_parse(kind, path) for path in sorted(_folder(kind, language).glob("*.md"))]


def _folder(kind: str, language: str) -> Path:
    return CONTENT_DIR / kind if language == "fr" else CONTENT_DIR / language / kind


def _parse(kind: str, path: Path) -> Entry:
    parts = path.read_text(encoding="utf-8").split(HEAD_MARK)
    if len(parts) != 3 or parts[0]:
        raise ValueError(f"{path.name} must begin with a head between two +++ lines.")
    return Entry(kind=kind, name=path.stem, head=tomllib.loads(parts[1]), story=parts[2])
