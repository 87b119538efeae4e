"""Rows with everything that a card can say, and a partner who shows them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from cms.feed.models import FeedDocument
from cms.partners.choices import KeyKind
from cms.partners.keys import issue_key
from cms.partners.models import Partner, PartnerOrigin
from news.feed import ArticleDocument
from tests.cms.delivery.feed_rows import START, ambassador_row, store
from whitepaper.feed import ChapterDocument, WhitePaperDocument

# One pixel, as a WebP file: what a browser can draw.
PREVIEW = "data:image/webp;base64,UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vuUAAA="
QUOTE = "On répare d’abord."


def image(base: str = "http://testserver", **changes: Any) -> dict[str, Any]:
    """Return a picture of the public contract, its files under a site's address."""
    kinds = (("avif", "image/avif"), ("webp", "image/webp"), ("jpg", "image/jpeg"))
    return {
        "url": f"{base}/media/renditions/moule-1200.jpg",
        "width": 1200,
        "height": 800,
        "alt": "Une mouleuse démoule une pièce en bronze.",
        "credit": "Photo Anna Petit / Exemple",
        "licence": "CC-BY-4.0",
        "focal_point": {"x": 0.25, "y": 0.4},
        "placeholder": PREVIEW,
        "srcset": [
            {"url": f"{base}/media/renditions/moule-{width}.{ending}", "width": width, "type": kind}
            for ending, kind in kinds
            for width in (400, 800)
        ],
        **changes,
    }


def change(row: FeedDocument, **fields: Any) -> FeedDocument:
    """Change fields of a stored document, in both its forms."""
    for column in ("item", "document"):
        data = json.loads(bytes(getattr(row, column)))
        setattr(row, column, json.dumps({**data, **fields}, ensure_ascii=False).encode())
    row.save()
    return row


def maker(*, base: str = "http://testserver", number: int = 7, **fields: Any) -> FeedDocument:
    """Make an ambassador with a full plate; the lower its number, the newer. Columns and fields may be given."""
    names = ("title", "locale", "slug", "commune", "sector", "tags", "published_at", "audience", "not_after", "summary")
    columns = {name: fields.pop(name) for name in names if name in fields}
    usual = {"title": f"Atelier {number}", "slug": f"atelier-{number}", "published_at": START - timedelta(days=number)}
    row = ambassador_row(**{**usual, **columns})
    full = {
        "url": f"{base}{row.path}",
        "image": image(base),
        "number": number,
        "cohort": {"slug": "les-vingt-premiers", "name": "Les vingt premiers", "year": 2024},
        "leader": {"name": "Nadia Ferrand", "role": "fondatrice"},
        "made_here": "statues et cloches de bronze",
        "quote": QUOTE,
        "is_demonstration": True,
    }
    return change(row, **{**full, **fields})


def base_fields(kind: str, title: str, number: int, base: str) -> dict[str, Any]:
    """Return what every document has."""
    return {
        "id": f"00000000-0000-5000-8000-{number:012d}",
        "content_id": f"00000000-0000-5000-9000-{number:012d}",
        "type": kind,
        "locale": "fr",
        "slug": f"{kind}-{number}",
        "url": f"{base}/{kind}/{kind}-{number}/",
        "title": title,
        "summary": f"Ce que dit {title}.",
        "published_at": START,
        "updated_at": START,
        "image": None,
        "tags": [],
        "licence": "etalab-2.0",
        "attribution": "Fabriqué en Val-de-Marne",
        "translations": [],
    }


def article(title: str = "Une visite", *, base: str = "http://testserver", number: int = 11) -> FeedDocument:
    """Make an article."""
    own = {
        "date": "2026-11-22",
        "category": {"slug": "visites", "name": "Visites"},
        "author": "La rédaction",
        "is_demonstration": False,
        "ambassadors": [],
        "body": [],
    }
    shape = ArticleDocument.model_validate(base_fields("article", title, number, base) | own)
    return store("article", shape, path=f"/article/article-{number}/")


def white_paper(*, base: str = "http://testserver", number: int = 12) -> FeedDocument:
    """Make a white paper."""
    own = {
        "version": "1re édition",
        "edition_date": "2026-06-15",
        "citation_id": "fvm-lb",
        "authors": "Une chambre d’exemple",
        "foreword": [],
        "chapters": [],
    }
    shape = WhitePaperDocument.model_validate(base_fields("whitepaper", "Le territoire productif", number, base) | own)
    return store("whitepaper", shape, path=f"/whitepaper/whitepaper-{number}/")


def chapter(*, base: str = "http://testserver", number: int = 13) -> FeedDocument:
    """Make a chapter."""
    own = {"parent": None, "position": 3, "number": 3, "body": []}
    shape = ChapterDocument.model_validate(base_fields("chapter", "Les lieux", number, base) | own)
    return store("chapter", shape, path=f"/chapter/chapter-{number}/")


def partner_with_key(*origins: str, **fields: Any) -> tuple[Partner, str]:
    """Make a partner with origins and a publishable key; return both."""
    partner = Partner.objects.create(name="Ville d’Exemple", **fields)
    PartnerOrigin.objects.bulk_create(PartnerOrigin(partner=partner, origin=origin) for origin in origins)
    return partner, issue_key(partner, KeyKind.PUBLISHABLE)
