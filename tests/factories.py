"""Real content for tests: each function makes, publishes and returns one thing, inside one editorial transaction.

Every function takes field values by keyword; what is not given is plausible and valid. Parents are made as needed.
"""

from __future__ import annotations

import datetime
import io
import itertools
from typing import Any, TypeVar

from PIL import Image as Picture
from wagtail.models import Locale, Page

from ambassadors.models import AmbassadorCommitment, AmbassadorIndexPage, AmbassadorPage, Cohort
from cms.feed.transaction import editorial_transaction
from cms.media.models import Image
from cms.media.services import image_from_bytes
from home.models import HomePage
from news.models import ArticleAmbassador, ArticlePage, NewsCategory, NewsIndexPage
from tests.workflow_world import clear
from whitepaper.models import ChapterPage, WhitePaperIndexPage, WhitePaperPage

AnyPage = TypeVar("AnyPage", bound=Page)
_numbers = itertools.count(1)

FULL_RIGHTS: dict[str, Any] = {
    "holding": "own",
    "author": "Anna Petit",
    "credit": "Photo Anna Petit / CCI Val-de-Marne",
    "licence": "CC-BY-4.0",
    "may_site": True,
    "may_partners": True,
    "may_open": True,
    "persons": "nobody",
    "default_alt": "Une mouleuse démoule une pièce en bronze.",
}


def locale(code: str = "fr") -> Locale:
    """Return a locale; both are there since the first migration."""
    return Locale.objects.get(language_code=code)


def publish(page: AnyPage, *, parent: Page | None = None, is_live: bool = True) -> AnyPage:
    """Put a page under a parent (if it is new) and publish it, every decision taken, or leave it a draft.

    Shape: returns a fresh instance, as the database has it.
    """
    with editorial_transaction():
        if page.pk is None:
            page.live = False
            # A fresh parent: treebeard counts children on the instance it is given.
            Page.objects.get(pk=parent.pk).add_child(instance=page)  # type: ignore[union-attr]
        revision = page.save_revision()
        if is_live:
            clear(revision.as_object())
            revision.publish()
    return type(page).objects.get(pk=page.pk)


def picture_bytes(*, width: int = 900, height: int = 600, colour: str = "#b42a15") -> bytes:
    """Return a plain JPEG."""
    data = io.BytesIO()
    Picture.new("RGB", (width, height), colour).save(data, "JPEG")
    return data.getvalue()


def image(*, data: bytes | None = None, **fields: Any) -> Image:
    """Make an image that every audience may have; pass for instance may_open=False to take that away."""
    number = next(_numbers)
    with editorial_transaction():
        return image_from_bytes(
            data or picture_bytes(colour=f"#{number % 256:02x}5a64"),
            name=f"photo-{number}.jpg",
            **{"title": f"Photo {number}", **FULL_RIGHTS, **fields},
        )


def cohort(*, language: str = "fr", **fields: Any) -> Cohort:
    """Make a cohort, or return the one of this slug."""
    values = {"slug": "les-vingt-premiers", "name": "Les vingt premiers", "year": 2024, **fields}
    known = Cohort.objects.filter(slug=values["slug"], locale__language_code=language).first()
    if known:
        return known
    with editorial_transaction():
        return Cohort.objects.create(locale=locale(language), **values)


def news_category(*, language: str = "fr", **fields: Any) -> NewsCategory:
    """Make a news category, or return the one of this slug."""
    values = {"slug": "visites", "name": "Visites", **fields}
    known = NewsCategory.objects.filter(slug=values["slug"], locale__language_code=language).first()
    if known:
        return known
    with editorial_transaction():
        return NewsCategory.objects.create(locale=locale(language), **values)


def translate(page: AnyPage, language: str = "en", *, is_live: bool = True, **fields: Any) -> AnyPage:
    """Make and publish the translation of a page, and those of its ancestors that lack one."""
    target = locale(language)
    parent = page.get_parent().specific
    if page.depth > 2 and not parent.has_translation(target):
        translate(parent, language)
    with editorial_transaction():
        copy = page.copy_for_translation(target)
    for name, value in fields.items():
        setattr(copy, name, value)
    return publish(copy, is_live=is_live)


def home_page(*, language: str = "fr", **fields: Any) -> HomePage:
    """Return the first page that a migration made (or its translation), with the given fields published."""
    home = HomePage.objects.get(locale=locale("fr"))
    if language != "fr":
        home = home.get_translation_or_none(locale(language)) or translate(home, language)
    if fields:
        for name, value in fields.items():
            setattr(home, name, value)
        home = publish(home)
    return home


def _index(model: type[AnyPage], language: str, fields: dict[str, Any]) -> AnyPage:
    known = model.objects.filter(locale=locale(language)).first()
    if known is not None and not fields:
        return known
    if known is None and language != "fr":
        return translate(_index(model, "fr", {}), language, **fields)
    page = known or model(locale=locale(language))
    for name, value in fields.items():
        setattr(page, name, value)
    return publish(page, parent=home_page(language=language))


def ambassador_index(*, language: str = "fr", **fields: Any) -> AmbassadorIndexPage:
    """Return the directory, made if need be."""
    default = {"title": "Les ambassadeurs", "slug": "ambassadeurs"} if language == "fr" else {}
    known = AmbassadorIndexPage.objects.filter(locale=locale(language)).exists()
    return _index(AmbassadorIndexPage, language, fields if known else {**default, **fields})


def ambassador(
    *,
    parent: Page | None = None,
    language: str = "fr",
    is_live: bool = True,
    tags: tuple[str, ...] = (),
    commitments: tuple[tuple[str, str], ...] = (),
    **fields: Any,
) -> AmbassadorPage:
    """Make a portrait. `commitments` are (kind, evidence) pairs."""
    number = next(_numbers)
    values = {
        "title": f"Atelier {number}",
        "slug": f"atelier-{number}",
        "summary": "Fonderie d’art.",
        "company_name": f"Atelier {number}",
        "naf_division": "25",
        "commune": "94028",
        "leader_name": "Nadia Ferrand",
        "leader_role": "fondatrice",
        "made_here": "statues et cloches de bronze",
        "locale": locale(language),
        **fields,
    }
    with editorial_transaction():
        page = AmbassadorPage(**values)
        page.tags.add(*tags)
        page.commitments = [
            AmbassadorCommitment(kind=kind, evidence=text, locale=page.locale, sort_order=place)
            for place, (kind, text) in enumerate(commitments)
        ]
        return publish(page, parent=parent or ambassador_index(language=language), is_live=is_live)


def news_index(*, language: str = "fr", **fields: Any) -> NewsIndexPage:
    """Return the list of the news, made if need be."""
    default = {"title": "Actualités", "slug": "actualites"} if language == "fr" else {}
    known = NewsIndexPage.objects.filter(locale=locale(language)).exists()
    return _index(NewsIndexPage, language, fields if known else {**default, **fields})


def article(
    *,
    parent: Page | None = None,
    language: str = "fr",
    is_live: bool = True,
    tags: tuple[str, ...] = (),
    ambassadors: tuple[AmbassadorPage, ...] = (),
    **fields: Any,
) -> ArticlePage:
    """Make an article."""
    number = next(_numbers)
    values = {
        "title": f"Portes ouvertes {number}",
        "slug": f"portes-ouvertes-{number}",
        "summary": "Vingt ateliers ouvrent leurs portes.",
        "date": datetime.date(2026, 11, 22),
        "locale": locale(language),
        **fields,
    }
    with editorial_transaction():
        page = ArticlePage(**values)
        page.tags.add(*tags)
        page.related_ambassadors = [
            ArticleAmbassador(ambassador=related, sort_order=place) for place, related in enumerate(ambassadors)
        ]
        return publish(page, parent=parent or news_index(language=language), is_live=is_live)


def white_paper_index(*, language: str = "fr", **fields: Any) -> WhitePaperIndexPage:
    """Return the page of the white papers, made if need be."""
    default = {"title": "Livre blanc", "slug": "livre-blanc"} if language == "fr" else {}
    known = WhitePaperIndexPage.objects.filter(locale=locale(language)).exists()
    return _index(WhitePaperIndexPage, language, fields if known else {**default, **fields})


def white_paper(
    *, parent: Page | None = None, language: str = "fr", is_live: bool = True, **fields: Any
) -> WhitePaperPage:
    """Make an edition without chapters."""
    number = next(_numbers)
    values = {
        "title": f"Fabriquer en Val-de-Marne {number}",
        "slug": f"edition-{number}",
        "summary": "Ce que la production doit au territoire.",
        "version_label": "1re édition",
        "edition_date": datetime.date(2026, 6, 15),
        "citation_id": f"fvm-lb-2026.{number}",
        "authors": "CCI et CMA du Val-de-Marne",
        "locale": locale(language),
        **fields,
    }
    return publish(WhitePaperPage(**values), parent=parent or white_paper_index(language=language), is_live=is_live)


def chapter(*, parent: Page | None = None, is_live: bool = True, **fields: Any) -> ChapterPage:
    """Make a chapter, last of its white paper (made if not given)."""
    paper = parent or white_paper()
    number = next(_numbers)
    values = {
        "title": f"Chapitre {number}",
        "slug": f"chapitre-{number}",
        "number": paper.get_children().count() + 1,
        "locale": paper.locale,
        "body": [("rich_text", "<p>Trente-trois mille établissements.</p>")],
        **fields,
    }
    return publish(ChapterPage(**values), parent=paper, is_live=is_live)
