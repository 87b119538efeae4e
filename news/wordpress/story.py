"""Turns pieces into the raw value of the story field, within what each block of cms.blocks accepts."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from news.wordpress import markup
from news.wordpress.pieces import Conversion, Gallery, Heading, Issue, Picture, Piece, Prose, Quote, Table, Video

# The limits of cms.blocks; a test holds them equal.
HEADING_LENGTH, QUOTE_LENGTH, SPEAKER_LENGTH, CAPTION_LENGTH, ALT_LENGTH, TITLE_LENGTH = 140, 400, 120, 250, 250, 120
VIDEO_TITLE_LENGTH, CELL_LENGTH, GALLERY_SIZE = 140, 400, 20
_NAMESPACE = uuid.UUID("5b0f6a2e-5d0f-4c6e-9b44-2f6f6f1f2d11")

ImageChooser = Callable[[Picture], int | None]


@dataclass
class Story:
    """The raw blocks of an article, and what there is to say about them."""

    blocks: list[dict[str, Any]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def as_json(self) -> str:
        """Return the value as the story field stores it."""
        return json.dumps(self.blocks, ensure_ascii=False)

    def words(self) -> Iterator[str]:
        """Yield every text a reader sees, as HTML."""
        for block in self.blocks:
            yield from _texts(block["value"])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


class StoryWriter:
    """Writes one story. Block ids follow from the post and the position, so that they do not change from run to run."""

    def __init__(self, *, key: str, title: str, image_id: ImageChooser) -> None:
        self.key, self.title, self.image_id = key, title, image_id
        self.story = Story()
        self._anchors: set[str] = set()
        self._prose: list[str] = []

    def write(self, conversion: Conversion) -> Story:
        """Return the story of a converted post."""
        self.story.issues += conversion.issues
        for piece in conversion.pieces:
            self._piece(piece)
        self._end_prose()
        return self.story

    def _piece(self, piece: Piece) -> None:
        match piece:
            case Prose():
                self._prose.append(piece.html)
            case Heading():
                self._heading(piece)
            case Quote():
                self._quote(piece)
            case Picture():
                self._pictures((piece,), "")
            case Gallery():
                self._pictures(piece.pictures, piece.title)
            case Video():
                self._video(piece)
            case Table():
                self._table(piece)

    def _add(self, kind: str, value: Any) -> None:
        self._end_prose()
        self._append(kind, value)

    def _append(self, kind: str, value: Any) -> None:
        position = len(self.story.blocks)
        block_id = str(uuid.uuid5(_NAMESPACE, f"{self.key}/{position}"))
        self.story.blocks.append({"type": kind, "value": value, "id": block_id})

    def _end_prose(self) -> None:
        html, self._prose = markup.sanitise("".join(self._prose)), []
        if markup.plain_text(html):
            self._append("rich_text", html)

    def _say(self, words: str, *, italic: bool = False) -> None:
        text = markup.escape(words)
        self._prose.append(f"<p><i>{text}</i></p>" if italic else f"<p>{text}</p>")

    def _issue(self, code: str, reason: str, source: str = "") -> None:
        self.story.issues.append(Issue(code, reason, source))

    def _heading(self, piece: Heading) -> None:
        if len(piece.text) > HEADING_LENGTH:
            self._prose.append(f"<p><b>{markup.escape(piece.text)}</b></p>")
            self._issue(
                "heading", _("A heading longer than %d characters became a paragraph.") % HEADING_LENGTH, piece.text
            )
            return
        plain = slugify(piece.text)
        anchor, number = plain, 1
        while anchor in self._anchors or not anchor:
            number += 1
            anchor = f"{plain[:70].strip('-') or 'partie'}-{number}"
        self._anchors.add(anchor)
        written = "" if anchor == plain else anchor
        self._add("heading", {"text": piece.text, "level": str(piece.level), "anchor": written})

    def _quote(self, piece: Quote) -> None:
        if len(piece.text) <= QUOTE_LENGTH and len(piece.speaker) <= SPEAKER_LENGTH:
            self._add("pull_quote", {"text": piece.text, "speaker": piece.speaker, "role": ""})
            return
        self._say(f"“{piece.text}”")
        if piece.speaker:
            self._say(f"— {piece.speaker}")
        self._issue("quote", _("A quotation too long for its block became a paragraph."), piece.text)

    def _pictures(self, pictures: tuple[Picture, ...], title: str) -> None:
        if len(title) > TITLE_LENGTH or (title and len(pictures) == 1):
            self._say(title)
            title = ""
        photos: list[dict[str, Any]] = []
        overflow: list[str] = []
        for picture in pictures:
            image_id = self.image_id(picture)
            if image_id is None:
                self._missing(picture, overflow)
                continue
            caption = picture.caption
            if len(caption) > CAPTION_LENGTH:
                overflow.append(caption)
                self._issue(
                    "caption", _("A caption longer than %d characters became a paragraph.") % CAPTION_LENGTH, caption
                )
                caption = ""
            photos.append({"image": image_id, "alt": picture.alt[:ALT_LENGTH], "caption": caption})
        if title and len(photos) < 2:
            self._say(title)
        self._photos(photos, title)
        for caption in overflow:
            self._say(caption, italic=True)

    def _photos(self, photos: list[dict[str, Any]], title: str) -> None:
        while len(photos) > 1:
            # A gallery holds at least two: never leave a single one over.
            size = GALLERY_SIZE - 1 if len(photos) == GALLERY_SIZE + 1 else GALLERY_SIZE
            items = [{"type": "item", "value": photo} for photo in photos[:size]]
            self._add("gallery", {"title": title, "photos": items})
            photos, title = photos[size:], ""
        if photos:
            self._add("photo", photos[0])

    def _missing(self, picture: Picture, overflow: list[str]) -> None:
        if picture.caption:
            overflow.append(picture.caption)
        if picture.attachment is None:
            reason = _("A picture is neither in the export nor in the media folder; its caption stays as a paragraph.")
        else:
            reason = _("A picture’s file was not imported (see its own line); its caption stays as a paragraph.")
        self._issue("picture", reason, picture.url)

    def _video(self, piece: Video) -> None:
        title = piece.title or (_("Video: %s") % self.title)
        transcript = f"<p><i>{markup.escape(_('The transcript of this video is yet to be written.'))}</i></p>"
        self._add("video", {"url": piece.url, "title": title[:VIDEO_TITLE_LENGTH], "transcript": transcript})

    def _table(self, piece: Table) -> None:
        cells = [*piece.headings, *(cell for row in piece.rows for cell in row)]
        if any(len(cell) > CELL_LENGTH for cell in cells):
            self._issue(
                "table",
                _("A table with very long cells became paragraphs, one for each row."),
                " | ".join(cells)[:2000],
            )
            self._say(piece.caption) if piece.caption else None
            for row in (piece.headings, *piece.rows):
                if any(row):
                    self._say(" — ".join(cell for cell in row if cell))
            return
        width = len(piece.rows[0]) if piece.rows else 0
        headings = piece.headings or ("",) * width
        value = {
            "columns": [{"type": "text", "heading": heading} for heading in headings],
            "rows": [{"values": list(row)} for row in piece.rows],
            "caption": piece.caption,
        }
        self._add("table", value)
