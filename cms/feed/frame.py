"""What stands around every page: its head, the menu, the imprint. Plain values, filled by the site tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.utils.functional import Promise

OG_LOCALES = {"fr": "fr_FR", "en": "en_GB"}
OG_TYPES = {"ambassador": "article", "article": "article", "chapter": "article", "whitepaper": "book"}


@dataclass(frozen=True)
class Link:
    """One link of the frame."""

    url: str
    title: str = ""
    locale: str = ""
    kind: str = ""
    is_current: bool = False
    is_ancestor: bool = False


@dataclass(frozen=True)
class Head:
    """What the head of a page says of it. `document` is None for a draft and for a page that is no document."""

    title: str
    short_title: str
    description: str
    site_name: str
    locale: str
    url: str = ""
    document: dict[str, Any] | None = None
    image: dict[str, Any] | None = None
    alternates: tuple[Link, ...] = ()
    languages: tuple[Link, ...] = ()
    is_hidden: bool = False
    is_open: bool = False
    feed_links: tuple[Link, ...] = ()

    @property
    def oembed_links(self) -> tuple[Link, ...]:
        """Where a consumer learns how to show this page in a frame: only of what anyone may have as data."""
        if not self.is_open:
            return ()
        parts = urlsplit(self.url)
        base = f"{parts.scheme}://{parts.netloc}/oembed?{urlencode({'url': self.url})}"
        return tuple(
            Link(f"{base}&format={form}", kind=f"{kind}+oembed")
            for form, kind in (("json", "application/json"), ("xml", "text/xml"))
        )

    @property
    def og_locale(self) -> str:
        """Language and country, as OpenGraph writes them."""
        return OG_LOCALES.get(self.locale, self.locale)

    @property
    def og_type(self) -> str:
        """Kind of object in OpenGraph."""
        return OG_TYPES.get((self.document or {}).get("type", ""), "website")

    @property
    def described(self) -> dict[str, Any]:
        """The document as it is described to machines: with the picture that anyone may have, not with ours."""
        return {**(self.document or {}), "image": self.image}

    @property
    def api_url(self) -> str:
        """Address of the same content as data."""
        return f"/api/v1/documents/{self.document['id']}" if self.document else ""


@dataclass(frozen=True)
class Menu:
    """The main menu of one site in one language."""

    home: Link
    search: Link
    sections: tuple[Link, ...] = ()
    links: tuple[Link, ...] = ()
    mark: tuple[str, str] = ("", "")

    @property
    def directory(self) -> Link | None:
        """The directory of the ambassadors, if it is public."""
        return self._of_kind("ambassador-index")

    @property
    def news(self) -> Link | None:
        """The list of the news, if it is public."""
        return self._of_kind("news-index")

    @property
    def white_papers(self) -> Link | None:
        """The list of the white papers, if it is public."""
        return self._of_kind("whitepaper-index")

    def _of_kind(self, kind: str) -> Link | None:
        return next((link for link in self.sections if link.kind == kind), None)


@dataclass(frozen=True)
class Imprint:
    """Who publishes, and under which terms."""

    name: str
    publisher: str
    attribution: str
    contact_email: str
    licence_name: str | Promise
    licence_url: str
    pages: tuple[Link, ...] = ()
