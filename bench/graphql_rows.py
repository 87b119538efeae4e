"""Rows of portraits without the pages behind them: all that a face reads. About 5 KB each, as real ones."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

STORY = "Elle pèse trois tonnes et date de 1975. Son écran est mort depuis dix ans ; elle repartira jeudi. " * 4


def write_rows(count: int) -> None:
    """Write the rows of some portraits, and move the feed's clock on."""
    from ambassadors.feed import AmbassadorDocument, AmbassadorItem
    from cms.feed.identity import document_id, sort_key
    from cms.feed.models import FeedClock, FeedDocument

    made = []
    # Past every door: were they written as an editor's work is, the sweeper would find no pages and bury them.
    for number, change in enumerate(range(1, count + 1)):
        content_id = uuid.uuid5(uuid.NAMESPACE_URL, f"bench-{number}")
        at = datetime.datetime(2026, 1, 1, 9, tzinfo=datetime.UTC) + datetime.timedelta(minutes=number)
        public_id = document_id(content_id, "fr")
        document = AmbassadorDocument.model_validate(_portrait(number, content_id, public_id, at))
        made.append(
            FeedDocument(
                document_id=public_id, content_id=content_id, locale="fr", audience="open", page_id=number,
                type="ambassador", state="live", site_id=1, path=f"/ambassadeurs/{document.slug}/",
                slug=document.slug, title=document.title, sort_title=sort_key(document.title), published_at=at,
                updated_at=at, item=document.model_dump_json(include=set(AmbassadorItem.model_fields)).encode(),
                document=document.model_dump_json().encode(), digest=f"{number:064}", change=change, modified_at=at,
            )
        )  # fmt: skip
    FeedDocument.objects.bulk_create(made)
    FeedClock.objects.update_or_create(pk=1, defaults={"change": count})


def _portrait(number: int, content_id: uuid.UUID, public_id: uuid.UUID, at: datetime.datetime) -> dict[str, Any]:
    address = f"http://localhost/ambassadeurs/atelier-{number:05}/"
    image = {
        "url": f"http://localhost/media/{number}.jpg", "width": 1200, "height": 800, "alt": "Une mouleuse démoule.",
        "credit": "Photo d’atelier", "licence": "CC-BY-4.0", "focal_point": {"x": 0.5, "y": 0.4},
        "placeholder": "data:image/webp;base64," + "A" * 120,
        "srcset": [{"url": f"http://localhost/media/{number}-{w}.avif", "width": w, "type": "image/avif"}
                   for w in (400, 800)],
    }  # fmt: skip
    body: list[dict[str, Any]] = []
    for part in range(6):
        heading = {"text": f"Partie {part}", "level": 2, "anchor": f"partie-{part}"}
        body.append({"id": f"h{part}", "type": "heading", "value": heading})
        body.append({"id": f"t{part}", "type": "rich_text", "value": f"<p>{STORY}</p>"})
    return {
        "id": str(public_id), "content_id": str(content_id), "type": "ambassador", "locale": "fr",
        "slug": f"atelier-{number:05}", "url": address, "title": f"Atelier {number}", "summary": "Fonderie d’art. " * 6,
        "published_at": at, "updated_at": at, "image": image, "licence": "etalab-2.0", "attribution": "Banc d’essai",
        "tags": [{"slug": tag, "name": tag} for tag in ("bronze", "moulage", "art")], "translations": [],
        "company": {"name": f"Atelier {number}", "siren": None, "siret": None, "workforce": 12, "founded_year": 1962,
                    "website": None, "chamber": "cma"},
        "leader": {"name": "Nadia Ferrand", "role": "fondatrice"}, "commune": {"code": "94028", "name": "Créteil"},
        "location": None, "sector": {"code": "25", "name": "Produits métalliques"}, "cohort": None, "number": number,
        "made_here": "statues et cloches", "quote": "On répare d’abord.", "is_demonstration": True,
        "commitments": [{"slug": "repair", "name": "Répare", "evidence": "Deux sur trois."}], "body": body,
    }  # fmt: skip
