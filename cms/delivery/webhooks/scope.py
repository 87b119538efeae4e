"""What a partner may be given at all: asked when the feed is read for it, and again when a message leaves."""

from __future__ import annotations

import hashlib
import json

from django.db.models import QuerySet

from cms.feed.models import FeedDocument
from cms.feed.rows import live
from cms.media.audiences import Audience
from cms.partners.models import Partner


def scope_of(partner: Partner) -> str:
    """Return a digest of what a partner may be given."""
    return hashlib.sha256(json.dumps([partner.audience, sorted(partner.allowed_types)]).encode()).hexdigest()


def in_scope(partner: Partner) -> QuerySet[FeedDocument]:
    """Return the rows that a partner may be given at this moment."""
    rows = live(Audience(partner.audience))
    return rows.filter(type__in=partner.allowed_types) if partner.allowed_types else rows
