"""How long links that decide nothing any more are remembered (docs/rgpd.md)."""

from __future__ import annotations

from datetime import datetime, timedelta

from cms.signoff.choices import Purpose, Status
from cms.signoff.requests import MagicLink

# Long enough for a kind answer to whoever finds an old mail again.
KEEP = timedelta(days=180)


def forget_links(before: datetime) -> int:
    """Delete the links to proofs that wait for nobody. The links of receipts stay: by them one withdraws."""
    old = MagicLink.objects.filter(purpose=Purpose.PROOF, created_at__lt=before)
    count, _details = old.exclude(request__status=Status.PENDING, request__expires_at__gte=before).delete()
    return count
