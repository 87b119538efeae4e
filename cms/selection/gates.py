"""No portrait is public unless its company is currently admitted."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.feed.facts import Facts
from cms.feed.gates import Reason, Ruling
from cms.feed.models import State
from cms.media.audiences import Audience
from cms.selection.admission import needs_admission
from cms.selection.decisions import Mandate

NOT_ADMITTED = Reason("not_admitted", _("The selection committee has not admitted this company."))
MANDATE_ENDED = Reason("mandate_ended", _("The mandate of this company has ended."), State.WITHDRAWN)
MANDATE_WITHDRAWN = Reason("mandate_withdrawn", _("The mandate of this company was withdrawn."), State.WITHDRAWN)


def admission_gate(page: Page, audience: Audience, now: datetime, facts: Facts) -> Ruling:
    """Refuse a page that needs the committee's yes and has none now.

    Shape: translations share their content's mandates. An alias is judged through its source, which `judge` asks.
    """
    if not needs_admission(type(page)) or page.alias_of_id:
        return Ruling()
    return rule(_mandates(page, facts), now)


def rule(mandates: list[Mandate], now: datetime) -> Ruling:
    """Return what the mandates of one content say at an instant.

    Shape: mandates that touch each other count as one, so that a renewal leaves no gap. One that begins later is a yes
    with a beginning, as for a scheduled page.
    """
    valid = sorted((one for one in mandates if one.withdrawn_at is None), key=lambda one: one.starts_at)
    ahead = [one for one in valid if one.ends_at > now]
    if ahead:
        first, end = ahead[0], ahead[0].ends_at
        for one in ahead[1:]:
            if one.starts_at <= end:
                end = max(end, one.ends_at)
        return Ruling(not_before=first.starts_at, not_after=end)
    if not mandates:
        return Ruling((NOT_ADMITTED,))
    last = max(mandates, key=lambda one: min(one.withdrawn_at or one.ends_at, one.ends_at))
    return Ruling((MANDATE_WITHDRAWN if last.withdrawn_at is not None else MANDATE_ENDED,))


def _mandates(page: Page, facts: Facts) -> list[Mandate]:
    """Return the mandates of a page's content, read once for the whole batch."""
    known: dict[Any, list[Mandate]] = facts.notes.setdefault("selection.mandates", {})
    if page.translation_key not in known:
        batch = {one.translation_key for one in facts.pages.values() if one is not None and needs_admission(type(one))}
        wanted = (batch | {page.translation_key}) - known.keys()
        found: dict[Any, list[Mandate]] = defaultdict(list)
        for mandate in Mandate.objects.filter(content_id__in=wanted):
            found[mandate.content_id].append(mandate)
        known.update({key: found.get(key, []) for key in wanted})
    return known[page.translation_key]
