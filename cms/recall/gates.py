"""What the read model asks: has this content been taken back? Whatever the page says and whoever published it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.feed.facts import Facts
from cms.feed.gates import Reason, Ruling, register_gate
from cms.feed.models import State
from cms.media.audiences import Audience
from cms.recall.withdrawals import Withdrawal

WITHDRAWN = Reason(
    "withdrawn", _("It was taken back at somebody’s request, and nobody has lifted that."), State.WITHDRAWN
)


@register_gate
def is_not_withdrawn(page: Page, audience: Audience, now: datetime, facts: Facts) -> Ruling:
    """Refuse every language of a content that was taken back.

    Shape: the same for every audience. An alias is judged through its source.
    """
    known: dict[Any, bool] = facts.notes.setdefault("recall.withdrawn", {})
    if page.translation_key not in known:
        keys = {other.translation_key for other in facts.pages.values() if other is not None} - known.keys()
        keys.add(page.translation_key)
        standing = Withdrawal.objects.filter(content_id__in=keys, lifted_at=None).values_list("content_id", flat=True)
        known |= dict.fromkeys(keys, False) | dict.fromkeys(standing, True)
    return Ruling(reasons=(WITHDRAWN,)) if known[page.translation_key] else Ruling()
