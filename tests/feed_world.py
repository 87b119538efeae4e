"""A small site in which everything rests on something else, and what each audience sees of it.

Two portraits (one with its alias and its translation), a draft, an article that names and shows the rest, a white
paper of two chapters, pictures in two collections. Names are fixed, so that a test can say what it expects.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page

from cms.feed.selectors import document_for_page, moved_to
from cms.feed.transaction import editorial_transaction
from cms.feed.verify import verify_feed
from cms.media.audiences import Audience
from cms.media.models import Image
from home.models import FeaturedAmbassador
from tests import factories

EVERYONE = "open partners own"


class World:
    """The site. Attributes are primary keys; `page("portrait")` and the like return fresh rows."""

    def __init__(self) -> None:
        with editorial_transaction():
            root = Collection.get_first_root_node()
            self.shelf = root.add_child(name="Reportages").pk
            self.cellar = Collection.get_first_root_node().add_child(name="Réserve").pk
            self.drawer = Collection.objects.get(pk=self.shelf).add_child(name="Fonderie").pk
            file = get_document_model()(title="Le guide", collection_id=self.shelf)
            file.file.save("guide.pdf", ContentFile(b"%PDF-1.4"), save=False)
            file.save()
            self.file = file.pk
        self.image = factories.image(title="Four", collection_id=self.drawer).pk
        self.inset = factories.image(title="Moule", collection_id=self.shelf).pk
        self.cohort = factories.cohort().pk
        self.category = factories.news_category().pk
        self.ids: dict[str, int] = {}
        portrait = factories.ambassador(
            title="Fonderie", slug="fonderie", image=self._image(self.image), cohort_id=self.cohort, tags=("Bronze",),
            commitments=(("local-hiring", "Neuf sur douze."),),
        )  # fmt: skip
        other = factories.ambassador(title="Tissage", slug="tissage")
        draft = factories.ambassador(title="Brouillon", slug="brouillon", is_live=False)
        translated = factories.translate(portrait, title="Foundry", slug="foundry")
        paper = factories.white_paper(title="Fabriquer", slug="fabriquer")
        first = factories.chapter(parent=paper, title="Premier", slug="premier")
        second = factories.chapter(parent=paper, title="Second", slug="second")
        article = factories.article(
            title="Visite", slug="visite", tags=("Bronze", "Visites"), ambassadors=(portrait, other),
            category_id=self.category, body=self._story(other),
        )  # fmt: skip
        home = factories.home_page()
        home.featured_ambassadors = [FeaturedAmbassador(ambassador=portrait)]
        home.white_paper = paper
        home = factories.publish(home)
        with editorial_transaction():
            alias = portrait.create_alias(parent=article.get_parent(), update_slug="miroir")
        named = {
            "home": home, "directory": portrait.get_parent(), "news": article.get_parent(), "portrait": portrait,
            "other": other, "draft": draft, "translated": translated, "paper": paper, "first": first,
            "second": second, "article": article, "alias": alias, "shelf_of_papers": paper.get_parent(),
        }  # fmt: skip
        self.ids = {name: page.pk for name, page in named.items()}
        self.contents = {name: page.translation_key for name, page in named.items()}
        self._own = (dict(self.ids), dict(self.contents))

    def _image(self, pk: int) -> Image:
        return Image.objects.get(pk=pk)

    def _story(self, other: Page) -> list[Any]:
        file = get_document_model().objects.get(pk=self.file)
        return [
            ("rich_text", f'<p>Voir <a linktype="page" id="{other.pk}">le tissage</a>.</p>'),
            ("photo", {"image": self._image(self.inset), "alt": "", "caption": "Le moule."}),
            ("document_links", {"title": "", "files": [{"document": file, "description": ""}]}),
        ]

    def page(self, name: str) -> Any:
        """Return a fresh specific page."""
        return Page.objects.get(pk=self.ids[name]).specific

    def greet(self, slug: str) -> bool:
        """Learn a page that a test has added, by its slug; tell whether it is there."""
        found = Page.objects.filter(slug=slug).first()
        if found is not None:
            self.ids[slug], self.contents[slug] = found.pk, found.translation_key
        return found is not None

    def forget_guests(self) -> None:
        """Forget the pages that tests have added."""
        self.ids, self.contents = dict(self._own[0]), dict(self._own[1])

    def document(self, name: str, audience: Audience = Audience.OPEN) -> dict[str, Any] | None:
        """Return what an audience sees of a page now, or None. Works for a deleted page too."""
        page = Page(pk=self.ids[name], translation_key=self.contents[name])
        return document_for_page(page, audience)

    def who(self, name: str) -> str:
        """Name the audiences that see a page."""
        return " ".join(audience.value for audience in Audience if self.document(name, audience))

    def whose_image(self, name: str = "portrait") -> str:
        """Name the audiences that see the lead picture of a page."""
        seen = {audience: self.document(name, audience) for audience in Audience}
        return " ".join(audience.value for audience, found in seen.items() if found and found["image"])

    def field(self, name: str, key: str) -> Any:
        """Return one field of a document for everyone, the same for all audiences."""
        seen = [self.document(name, audience) for audience in Audience]
        values = [found[key] if found else None for found in seen]
        assert values[0] == values[1] == values[2]
        return values[0]

    def path(self, name: str) -> str:
        """Return the address of a page without its site; empty for one that is not seen."""
        url: str = self.field(name, "url") or ""
        return url.removeprefix("http://localhost")

    def blocks(self, name: str = "article") -> str:
        """Name the block types that are left of a story."""
        return " ".join(block["type"] for block in self.field(name, "body"))

    def names(self, ids: list[str]) -> list[str]:
        """Turn public ids back into the names of this site."""
        known = {
            str(uuid.uuid5(key, "en" if name == "translated" else "fr")): name for name, key in self.contents.items()
        }
        return [known[one] for one in ids]

    def came_from(self, path: str) -> str | None:
        """Return the title of the document that used to stand at a path."""
        found = moved_to(Audience.OPEN, path=path)
        return found["title"] if found else None


def assert_in_step() -> None:
    """The stored feed equals a fresh one, to the last byte."""
    report = verify_feed()
    assert report.is_clean, dict(report.examples)
    assert report.due == 0


@contextmanager
def built_once(blocker: Any) -> Iterator[World]:
    """Build the site for a whole module and take it away again: each test's own rollback returns to it."""
    with blocker.unblock(), transaction.atomic():
        world = World()
        assert_in_step()
        yield world
        transaction.set_rollback(True)


def raw_copy(page: Any, *, slug: str) -> int:
    """Put a copy of a page after its last sibling as a restored dump would: rows only, `raw` to every receiver."""
    model = type(page)
    base = Page.objects.get(pk=page.pk)
    parent = base.get_parent()
    base.path = parent.get_last_child()._inc_path()
    base.pk = base.id = None
    base.slug, base.title, base.draft_title = slug, slug.title(), slug.title()
    base.url_path = f"{parent.url_path}{slug}/"
    base.translation_key = uuid.uuid4()
    base.save_base(raw=True, force_insert=True)
    copy = model.objects.get(pk=page.pk)
    copy.page_ptr_id = copy.pk = copy.id = base.pk
    copy.__dict__.update({name: value for name, value in base.__dict__.items() if not name.startswith("_")})
    copy.save_base(raw=True, force_insert=True)
    return base.pk
