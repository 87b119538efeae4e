"""What a batch of pages is judged with, read once: sites, restrictions, images, linked pages.

Never kept across batches. Wagtail keeps the sites' root paths in a cache that a transaction may see stale; everything
here comes from fresh rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from wagtail.coreutils import get_content_languages
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, PageViewRestriction, Site

from cms.feed import prepared
from cms.feed.models import TranslationRecord
from cms.media.choices import Persons
from cms.media.rights import RightsFacts, restricted_collection_ids
from cms.pages.models import SiteIdentity


@dataclass(frozen=True)
class Root:
    """One site's root page in one language."""

    site_id: int
    url_path: str
    root_url: str
    prefix: str


@dataclass(frozen=True)
class Address:
    """Where a page stands on its site."""

    site_id: int
    path: str
    root_url: str

    @property
    def url(self) -> str:
        """Absolute address."""
        return self.root_url + self.path


@dataclass
class Facts:
    """Fresh rows shared by the serialisation of a batch of pages."""

    locales: dict[int, str] = field(default_factory=dict)
    default_locale: str = ""
    roots: list[Root] = field(default_factory=list)
    identities: dict[int, SiteIdentity] = field(default_factory=dict)
    restricted_paths: tuple[str, ...] = ()
    restricted_collection_ids: frozenset[int] = frozenset()
    pages: dict[int, Page | None] = field(default_factory=dict)
    by_path: dict[str, Page | None] = field(default_factory=dict)
    siblings: dict[Any, list[Page]] = field(default_factory=dict)
    records: dict[int, TranslationRecord] = field(default_factory=dict)
    images: dict[int, Any] = field(default_factory=dict)
    rights: dict[int, RightsFacts] = field(default_factory=dict)
    verdicts: dict[tuple[int, str, Any], Any] = field(default_factory=dict)
    # What registered gates read for the batch, each under a name of its own.
    notes: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, pages: Iterable[Page] = (), *, former_images: Iterable[int] = ()) -> Facts:
        """Read what the given pages will need in a constant number of queries; the rest is read when asked for.

        Shape: `former_images` are those the pages' documents showed so far: the best guess of those they show now.
        """
        facts = cls()
        facts.locales = dict(prepared.run("locales", lambda: Locale.objects.values_list("id", "language_code"), ()))
        facts.default_locale = settings.LANGUAGE_CODE
        facts.roots = _load_roots()
        facts.identities = {identity.site_id: identity for identity in SiteIdentity.objects.all()}
        restricted = prepared.run("restricted", lambda: PageViewRestriction.objects.values_list("page__path"), ())
        facts.restricted_paths = tuple(path for (path,) in restricted)
        facts.restricted_collection_ids = restricted_collection_ids()
        facts.preload(pages, former_images)
        return facts

    def preload(self, pages: Iterable[Page], former_images: Iterable[int]) -> None:
        """Read the images, translations and sources of a batch of pages."""
        batch = list(pages)
        self.pages.update({page.pk: page for page in batch})
        self.by_path.update({page.path: page for page in batch})
        if not batch:
            return
        page_ids = [page.pk for page in batch]
        lead_images = {page.image_id for page in batch if getattr(page, "image_id", None)}
        self.load_images(lead_images | set(former_images))
        by_key: dict[Any, list[Page]] = defaultdict(list)
        for page in batch:
            by_key[page.translation_key].append(page)
        for relative in Page.objects.filter(translation_key__in=by_key).exclude(pk__in=page_ids):
            by_key[relative.translation_key].append(self.pages.get(relative.pk) or relative)
        self.siblings.update(by_key)
        self._load_records(relative for relatives in by_key.values() for relative in relatives)
        sources = {page.alias_of_id for page in batch if page.alias_of_id} - self.pages.keys()
        self.pages.update(Page.objects.in_bulk(sources))

    def load_images(self, image_ids: Iterable[int]) -> None:
        """Read images with what their rights rest on."""
        wanted = {image_id for image_id in image_ids if image_id not in self.images}
        if not wanted:
            return
        found = get_image_model().objects.in_bulk(wanted)
        # A consent says something only of a picture on which somebody can be recognised.
        showing = [pk for pk, image in found.items() if image.persons == Persons.IDENTIFIED]
        consents = RightsFacts.load(showing).consents if showing else {}
        rights = RightsFacts(frozenset(wanted), consents, self.restricted_collection_ids)
        for image_id in wanted:
            self.images[image_id] = found.get(image_id)
            self.rights[image_id] = rights

    def image(self, image_id: int) -> Any | None:
        """Return a fresh image row, or None if it does not exist."""
        self.load_images([image_id])
        return self.images[image_id]

    def page(self, page_id: int) -> Page | None:
        """Return a page row (not specific unless it is in the batch), or None."""
        if page_id not in self.pages:
            self.pages[page_id] = Page.objects.filter(pk=page_id).first()
        return self.pages[page_id]

    def parent(self, page: Page) -> Page | None:
        """Return the page above, or None at the root."""
        path = page.path[: -page.steplen]
        if path not in self.by_path:
            self.by_path[path] = Page.objects.filter(path=path).first()
        return self.by_path[path]

    def relatives(self, page: Page) -> list[Page]:
        """Return every page of a content, all languages, itself included."""
        if page.translation_key not in self.siblings:
            found = self.siblings[page.translation_key] = list(
                Page.objects.filter(translation_key=page.translation_key)
            )
            self._load_records(found)
        return self.siblings[page.translation_key]

    def _load_records(self, pages: Iterable[Page]) -> None:
        # A page in the source language was made from nothing: no record of it is ever asked for.
        translated = [page.pk for page in pages if self.locales.get(page.locale_id) != self.default_locale]
        if translated:
            self.records.update(TranslationRecord.objects.in_bulk(translated))

    def address(self, page: Page) -> Address | None:
        """Return where a page stands, or None if it is under no site. Agrees with Page.get_url_parts()."""
        for root in self.roots:
            if page.url_path.startswith(root.url_path):
                return Address(root.site_id, root.prefix + page.url_path[len(root.url_path) :], root.root_url)
        return None

    def is_restricted(self, page: Page) -> bool:
        """Tell whether the page or an ancestor carries a view restriction. Agrees with get_view_restrictions()."""
        return any(page.path.startswith(path) for path in self.restricted_paths)

    def identity(self, site_id: int) -> SiteIdentity:
        """Return the identity of a site, with its defaults where nobody has saved one."""
        return self.identities.get(site_id) or SiteIdentity(site_id=site_id)

    def file(self, file_id: int) -> Any | None:
        """Return a fresh attached file, or None if it does not exist or its collection is private."""
        document = get_document_model().objects.filter(pk=file_id).first()
        if document is None or document.collection_id in self.restricted_collection_ids:
            return None
        return document


def _load_roots() -> list[Root]:
    """Read the sites and the translations of their root pages: two queries, whatever their number."""
    sites = prepared.run("sites", _sites, ())
    # A language that the settings no longer offer has no addresses: the resolver would not know its prefix.
    offered = tuple(get_content_languages())
    pages = prepared.run(("roots", offered), lambda: _root_pages(offered), ())
    by_key: dict[Any, list[tuple[str, str]]] = defaultdict(list)
    for key, url_path, code in pages:
        by_key[key].append((url_path, code))
    return [
        Root(site_id, url_path, Site(hostname=hostname, port=port).root_url, _prefix(code))
        for site_id, hostname, port, key in sites
        for url_path, code in by_key[key]
    ]


def _sites() -> QuerySet[Site, tuple[Any, ...]]:
    sites = Site.objects.order_by("-root_page__url_path", "-is_default_site", "hostname")
    return sites.values_list("id", "hostname", "port", "root_page__translation_key")


def _root_pages(languages: tuple[str, ...]) -> QuerySet[Page, tuple[Any, ...]]:
    keys = Site.objects.values("root_page__translation_key")
    pages = Page.objects.filter(translation_key__in=keys, locale__language_code__in=languages).order_by("path")
    return pages.values_list("translation_key", "url_path", "locale__language_code")


@cache
def _prefix(language_code: str) -> str:
    """Return the path under which a language is served. The URL configuration does not change while we run."""
    with translation.override(language_code):
        return reverse("wagtail_serve", args=("",))
