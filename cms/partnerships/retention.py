"""How long what partners were handed is remembered. The durations are those of docs/rgpd.md."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from cms.partners.usage_tables import DocumentUsage, OpenUsage, PartnerCopy, PartnerUsage
from cms.workflow.privacy import Retention, register_retention

DAY = timedelta(days=1)
YEAR = 365 * DAY


def delete_document_usage(before: datetime) -> int:
    """Delete the counts per document: the charts look back 90 days."""
    return DocumentUsage.objects.filter(day__lt=timezone.localdate(before)).delete()[0]


def delete_usage(before: datetime) -> int:
    """Delete the counts per day."""
    day = timezone.localdate(before)
    return sum(model.objects.filter(day__lt=day).delete()[0] for model in (PartnerUsage, OpenUsage))


def delete_copies(before: datetime) -> int:
    """Forget copies that nobody has asked for since: as long as a recall sheet is kept, they are proof."""
    return PartnerCopy.objects.filter(last_at__lt=before).delete()[0]


for retention in (
    Retention("usage-documents", 100 * DAY, delete_document_usage),
    Retention("usage", 2 * YEAR, delete_usage),
    Retention("copies", 5 * YEAR, delete_copies),
):
    register_retention(retention)
