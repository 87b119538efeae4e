"""Which page an old address has become, for the links between articles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from news.wordpress.items import ExportIndex, bare_url
from news.wordpress.models import ImportedItem


class PageLinks:
    """Finds pages by the addresses their posts had. Remembers who asked for a page that is yet to come."""

    def __init__(self, index: ExportIndex) -> None:
        self._index = index
        rows = ImportedItem.objects.filter(page__isnull=False).values_list("key", "page_id")
        self._pages: dict[str, int] = dict(rows)
        self._asking = ""
        self._waiting: dict[str, set[str]] = {}
        self.pending: set[str] = set()

    @contextmanager
    def of(self, key: str) -> Iterator[None]:
        """Say whose links are being read."""
        self._asking = key
        try:
            yield
        finally:
            self._asking = ""

    def page_id(self, address: str) -> int | None:
        """Return the page an address has become; None if it is no post of the export, or not brought in yet."""
        key = self._key(address)
        if key is None:
            return None
        if key not in self._pages and self._asking:
            self._waiting.setdefault(key, set()).add(self._asking)
        return self._pages.get(key)

    def add(self, key: str, page_id: int) -> None:
        """Remember a page just made; those who asked for it can be mended."""
        self._pages[key] = page_id
        self.pending |= self._waiting.pop(key, set())

    def _key(self, address: str) -> str | None:
        # A link to a place within a page keeps its address: a page link could not hold the place.
        if "#" in address or not self._index.is_own_host(address):
            return None
        number = parse_qs(urlsplit(address).query).get("p", [""])[0]
        if number.isdecimal():
            return self._index.keys_by_number.get(int(number))
        return self._index.keys_by_address.get(bare_url(address).rstrip("/").lower())
