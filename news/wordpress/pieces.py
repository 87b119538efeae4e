"""What a converted text is made of, before it becomes our blocks. Plain data, no database."""

from __future__ import annotations

from dataclasses import dataclass, field

from news.wordpress.items import Attachment


@dataclass(frozen=True)
class Issue:
    """Something that could not be carried over as it was.

    Shape: `code` groups like with like; `reason` is a sentence; `source` is the original, cut to a readable length.
    """

    code: str
    reason: str
    source: str = ""


@dataclass(frozen=True)
class Prose:
    """Paragraphs and lists, as HTML of the rich text editor."""

    html: str


@dataclass(frozen=True)
class Heading:
    text: str
    level: int


@dataclass(frozen=True)
class Quote:
    text: str
    speaker: str


@dataclass(frozen=True)
class Picture:
    """One `<img>`: the file of the media library it means, if the export knows it."""

    url: str
    attachment: Attachment | None
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True)
class Gallery:
    pictures: tuple[Picture, ...]
    title: str = ""


@dataclass(frozen=True)
class Video:
    url: str
    title: str = ""


@dataclass(frozen=True)
class Table:
    """Shape: `headings` is empty when the table has none; every row is as wide as the widest."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


Piece = Prose | Heading | Quote | Picture | Gallery | Video | Table


@dataclass
class Conversion:
    """The pieces of a text in order, and everything there is to say about how they came to be."""

    pieces: list[Piece] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    teaser: str = ""
