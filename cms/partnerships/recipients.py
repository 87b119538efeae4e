"""Who holds what is recalled: the partners that were handed it, by whichever face, with their contacts."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cms.feed.models import FeedDependency, FeedDocument
from cms.partners.models import Partner
from cms.partners.usage_reading import Copy, copies_of
from cms.partners.usage_writing import copies_written
from cms.recall.models import RecallSheet
from cms.recall.naming import version_of
from cms.recall.recipients import Recipient, add_found, register_recipients

# What other processes handed out just before a recall is written down seconds after it: see USAGE_FLUSH_S. Longer, for
# a database that was away.
LATE = timedelta(hours=1)
# What the recall sheet has room for (cms/recall/sheets.py); a test compares.
LONGEST_CONTACT = 250


@register_recipients
def partners_holding(document_ids: Sequence[str], image_ids: Sequence[int]) -> list[Recipient]:
    """Return every partner that was handed one of some documents, or one that shows one of some pictures."""
    return _as_recipients(copies_of(_with_pictures(document_ids, image_ids)))


def complete_sheets(document_ids: set[uuid.UUID], **kwargs: Any) -> None:
    """Add to fresh recall sheets whom they would have named, had the copies been written down in time.

    Shape: who is named already is left alone, and who was handed a later version than the one recalled.
    """
    recent = RecallSheet.objects.filter(closed_at=None, opened_at__gte=timezone.now() - LATE)
    for sheet in recent:
        recalled = {uuid.UUID(entry["id"]): entry["change"] for entry in sheet.documents}
        concerned = document_ids & recalled.keys()
        if not concerned:
            continue
        held = [copy for copy in copies_of(concerned) if copy.change <= recalled[copy.document_id]]
        named = set(sheet.recipients.values_list("name", flat=True))
        add_found(sheet, [one for one in _as_recipients(held) if one.name not in named])


def connect() -> None:
    """Hear of copies that were written down."""
    copies_written.connect(complete_sheets, dispatch_uid="partnerships.complete_sheets")


def _with_pictures(document_ids: Iterable[str], image_ids: Iterable[int]) -> set[uuid.UUID]:
    found = {uuid.UUID(str(pk)) for pk in document_ids}
    keys = [str(pk) for pk in image_ids]
    if keys:
        pages = FeedDependency.objects.filter(kind="image", key__in=keys).values_list("page_id", flat=True)
        found |= set(FeedDocument.objects.filter(page_id__in=list(pages)).values_list("document_id", flat=True))
    return found


def _as_recipients(copies: Iterable[Copy]) -> list[Recipient]:
    by_partner: dict[int, list[Copy]] = defaultdict(list)
    for copy in copies:
        by_partner[copy.partner_id].append(copy)
    partners = Partner.objects.filter(pk__in=by_partner).prefetch_related("contacts")
    return [
        Recipient(
            name=partner.name,
            contact=_joined([contact.email for contact in partner.contacts.all()], LONGEST_CONTACT),
            since=min(copy.first_at for copy in by_partner[partner.pk]),
            fetched_at=max(copy.last_at for copy in by_partner[partner.pk]),
            version=_versions(by_partner[partner.pk]),
        )
        for partner in partners
    ]


def _versions(copies: Iterable[Copy]) -> str:
    """Name each document and its change numbers, as in the change feed: the newest first, those of a document together.

    None is left out: whoever writes to a partner asks for every one of them to be taken down.
    """
    found = sorted({(copy.document_id, copy.change) for copy in copies}, key=lambda one: one[1], reverse=True)
    newest = dict(reversed(found))
    found.sort(key=lambda one: (-newest[one[0]], one[0], -one[1]))
    return ", ".join(version_of(pk, number) for pk, number in found)


def _joined(words: list[str], longest: int) -> str:
    """Join words with commas, leaving out those at the end for which there is no room."""
    text = ""
    for word in words:
        longer = f"{text}, {word}" if text else word
        if len(longer) > longest - 3:
            return f"{text}, …" if text else longer[:longest]
        text = longer
    return text
