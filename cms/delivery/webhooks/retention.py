"""How long messages are kept: long enough to look into what happened, no longer."""

from __future__ import annotations

from datetime import datetime

from cms.delivery.webhooks.choices import MessageState
from cms.delivery.webhooks.models import Message


def forget_messages(before: datetime) -> int:
    """Delete settled messages made before an instant, with their attempts; returns how many messages went.

    Shape: what waits for an endpoint that is switched off goes too: after so long its partner reads the feed anew.
    """
    old = Message.objects.filter(created_at__lt=before)
    forgotten = old.exclude(state=MessageState.WAITING) | old.filter(endpoint__is_active=False)
    return forgotten.delete()[1].get("webhooks.Message", 0)
