"""What the read model asks: has everything this page says been decided on? Whatever door published it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.feed.facts import Facts
from cms.feed.gates import Reason, Ruling, register_gate
from cms.feed.models import State
from cms.media.audiences import Audience
from cms.workflow.decisions import Standing
from cms.workflow.fingerprint import fingerprint, references_of
from cms.workflow.kinds import Kind
from cms.workflow.records import Decision
from cms.workflow.requirements import of_type, required_kinds

MESSAGES = {
    Kind.REVIEW: _("Nobody else has reviewed what it says now."),
    Kind.COMPLETENESS: _("Its rights and completeness have not been checked as it stands now."),
    Kind.SIGN_OFF: _("The person portrayed has not signed what it says now."),
    Kind.READERS: _("Not all readers of the committee have agreed to what it says now."),
    Kind.PUBLICATION: _("The publisher has not decided to publish what it says now."),
}
WITHDRAWN = Reason("consent_withdrawn", _("The person portrayed has withdrawn their agreement."), State.WITHDRAWN)
SOURCE = Reason("source_not_signed", _("The person portrayed has not signed the original it translates."))


@register_gate
def is_cleared(page: Page, audience: Audience, now: datetime, facts: Facts) -> Ruling:
    """Refuse a page unless each decision it needs stands for exactly what it says now.

    Shape: the same for every audience. An alias says what its source says, and is judged through it.
    """
    if page.alias_of_id is not None or not of_type(type(page)):
        return Ruling()
    if not page.live:
        # Refused already; why its tombstone is there still matters to whoever holds a copy.
        is_withdrawn = Kind.SIGN_OFF in of_type(type(page)) and _standing(page, facts).is_withdrawn
        return Ruling(reasons=(WITHDRAWN,)) if is_withdrawn else Ruling()
    rulings = facts.notes.setdefault("workflow.rulings", {})
    if page.pk not in rulings:
        rulings[page.pk] = _rule(page, facts)
    ruling: Ruling = rulings[page.pk]
    return ruling


def _rule(page: Page, facts: Facts) -> Ruling:
    references = references_of(page)
    ids = references.get(get_image_model(), ())
    facts.load_images(ids)
    ties = frozenset(("image", str(pk)) for pk in ids)
    held = _standing(page, facts)
    source = _source(page, facts)
    kinds = required_kinds(page, is_translation=source is not None, was_signed=held.was_signed)
    if held.is_withdrawn and Kind.SIGN_OFF in of_type(type(page)):
        return Ruling(reasons=(WITHDRAWN,), ties=ties)
    digest = fingerprint(page, references=references, images=facts.images)
    reasons = [Reason(f"not_{kind.value}", MESSAGES[kind]) for kind in held.missing(kinds, digest)]
    if source is not None and Kind.SIGN_OFF in of_type(type(page)):
        reasons += _reasons_of_source(source, facts)
        ties |= {("page", str(source.pk))}
    return Ruling(reasons=tuple(reasons), ties=ties)


def _reasons_of_source(source: Page, facts: Facts) -> list[Reason]:
    """A translation of a portrait speaks for somebody who must have signed the original, and stand by it."""
    held = _standing(source, facts)
    if held.is_withdrawn:
        return [WITHDRAWN]
    specific = facts.pages.get(source.pk)
    if specific is None or type(specific) is Page:
        specific = source.specific
    references = references_of(specific)
    facts.load_images(references.get(get_image_model(), ()))
    digest = fingerprint(specific, references=references, images=facts.images)
    return [SOURCE] if held.missing([Kind.SIGN_OFF], digest) else []


def _source(page: Page, facts: Facts) -> Page | None:
    if facts.locales.get(page.locale_id) == facts.default_locale:
        return None
    default = next((pk for pk, code in facts.locales.items() if code == facts.default_locale), None)
    return next((other for other in facts.relatives(page) if other.locale_id == default), None)


def _standing(page: Page, facts: Facts) -> Standing:
    """Read the decisions of the whole batch at the first question."""
    known: dict[int, Standing] = facts.notes.setdefault("workflow.standings", {})
    if page.pk not in known:
        wanted = {pk for pk, found in facts.pages.items() if found is not None} - known.keys() | {page.pk}
        rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        found = Decision.objects.filter(page_id__in=wanted).order_by("pk")
        for page_id, *row in found.values_list("page_id", "kind", "digest", "outcome"):
            rows[page_id].append(tuple(row))
        known |= {pk: Standing.of(rows.get(pk, ())) for pk in wanted}
    return known[page.pk]
