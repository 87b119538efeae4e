"""Partners, keys, rows and sums for the tests of usage."""

from __future__ import annotations

import uuid
from types import SimpleNamespace
from typing import Any

from django.db import models

from cms.partners.choices import KeyKind
from cms.partners.keys import issue_key
from cms.partners.models import Partner, PartnerOrigin


def partner(name: str = "Ville Exemple", *, origin: str = "", **fields: Any) -> Partner:
    made = Partner.objects.create(name=name, **{"audience": "open", **fields})
    if origin:
        PartnerOrigin.objects.create(partner=made, origin=origin)
    return made


def keyed(owner: Partner) -> dict[str, Any]:
    return {"HTTP_AUTHORIZATION": f"Bearer {issue_key(owner, KeyKind.SECRET)}"}


def row(change: int = 1, document_id: uuid.UUID | None = None, kind: str = "ambassador") -> Any:
    return SimpleNamespace(document_id=document_id or uuid.uuid4(), type=kind, change=change)


def sums(model: type[models.Model], **wanted: Any) -> dict[tuple[str, str], tuple[int, int]]:
    rows = model._default_manager.filter(**wanted).values_list("face", "type", "requests", "documents")
    return {(face, kind): (requests, documents) for face, kind, requests, documents in rows}
