"""What a WordPress export holds, as plain data. Knows nothing of our pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_SIZE_SUFFIX = re.compile(r"(?:-\d+x\d+|-scaled|-rotated|-e\d{10,})(?=\.[A-Za-z0-9]+$)")


@dataclass(frozen=True)
class Term:
    """A category, tag or other term that an item carries."""

    taxonomy: str
    slug: str
    name: str


@dataclass
class Item:
    """One `<item>` of the export, of whatever kind.

    Shape: `raw` is its XML without what must not be kept; `source_hash` covers `raw` without the comments, which are
    no part of the text.
    """

    kind: str
    post_id: int
    guid: str
    link: str
    title: str
    content: str
    excerpt: str
    status: str
    slug: str
    creator: str
    date_gmt: str
    date_local: str
    pub_date: str
    modified_gmt: str
    parent_id: int
    menu_order: int
    is_sticky: bool
    is_protected: bool
    attachment_url: str
    terms: tuple[Term, ...]
    meta: dict[str, str]
    old_slugs: tuple[str, ...]
    comment_count: int
    raw: str
    source_hash: str

    @property
    def key(self) -> str:
        """Identity of the item across exports: WordPress repeats guids, so the number belongs to it."""
        return f"{self.guid or self.link}#{self.post_id}"[:500]


@dataclass(frozen=True)
class Attachment:
    """A file of the media library, as the index of an export knows it."""

    post_id: int
    url: str
    stored_path: str
    title: str
    caption: str
    alt: str
    parent_id: int
    menu_order: int

    @property
    def is_image(self) -> bool:
        """Tell from the name whether the file is meant to be a picture."""
        return (
            urlsplit(self.url)
            .path.lower()
            .endswith(
                (".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif", ".gif", ".tif", ".tiff", ".bmp", ".svg")
            )
        )


@dataclass
class ExportIndex:
    """What must be known of the whole file before the first item is converted."""

    site_url: str = ""
    title: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    term_parents: dict[tuple[str, str], str] = field(default_factory=dict)
    term_names: dict[tuple[str, str], str] = field(default_factory=dict)
    term_ids: dict[str, str] = field(default_factory=dict)
    attachments: dict[int, Attachment] = field(default_factory=dict)
    by_url: dict[str, Attachment] = field(default_factory=dict)
    patterns: dict[int, str] = field(default_factory=dict)
    keys_by_number: dict[int, str] = field(default_factory=dict)
    keys_by_address: dict[str, str] = field(default_factory=dict)
    used_terms: set[tuple[str, str]] = field(default_factory=set)
    kinds: dict[str, int] = field(default_factory=dict)
    repairs: list[str] = field(default_factory=list)

    def add_attachment(self, attachment: Attachment) -> None:
        """Remember a file of the media library under its number and its address."""
        self.attachments[attachment.post_id] = attachment
        self.by_url[bare_url(attachment.url)] = attachment

    def attachment_for(self, *, post_id: int = 0, url: str = "") -> Attachment | None:
        """Find the file that an `<img>` means, by its number or by its address, in whatever size."""
        if post_id:
            return self.attachments.get(post_id)
        return self.by_url.get(bare_url(url)) or self.by_url.get(without_size(bare_url(url)))

    def children_of(self, post_id: int) -> list[Attachment]:
        """List the pictures attached to a post, in the order of the gallery WordPress would show."""
        mine = [a for a in self.attachments.values() if a.parent_id == post_id and a.is_image]
        return sorted(mine, key=lambda a: (a.menu_order, a.post_id))

    def is_own_host(self, url: str) -> bool:
        """Tell whether an address belongs to the exported site."""
        host = urlsplit(url).netloc.lower().removeprefix("www.")
        return not host or host == urlsplit(self.site_url).netloc.lower().removeprefix("www.")


def bare_url(url: str) -> str:
    """Return host and path of an address, by which two links to one file are recognised."""
    parts = urlsplit(url.strip())
    return parts.netloc.lower().removeprefix("www.") + parts.path


def without_size(bare: str) -> str:
    """Return the address of the file that WordPress made a resized copy of (`…-300x200.jpg`)."""
    return _SIZE_SUFFIX.sub("", bare)
