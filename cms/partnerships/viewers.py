"""Each partner as a viewer of the panel "In the feed?": what its own key is answered, and what speaks against it alone.

The same decision function answers `/api/v1/documents/{id}/eligibility` (cms/feed/eligibility.py).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.feed import registry
from cms.feed.eligibility import Code, Eligibility, decide, type_rule
from cms.feed.gates import Reason
from cms.feed.identity import document_id
from cms.media.audiences import Audience
from cms.partners.keys import valid_keys
from cms.partners.models import Partner
from cms.workflow.why import Rule, Viewer, register_rule, register_viewers

ON_HOLD, NO_KEY, NOT_ANSWERED = "partner_on_hold", "partner_without_key", "partner_not_answered"
WORDS: dict[Code, str | Promise] = {
    Code.TYPE_NOT_ALLOWED: _("Its type is not among those agreed on with this partner."),
    Code.WITHDRAWN: _("Their key is answered that it was withdrawn."),
    Code.GONE: _("Their key is answered that it is gone."),
    Code.EXPIRED: _("Their key is answered that its time is over."),
    Code.NOT_YET: _("Their key is answered that it is not shown for the time being."),
}
NEVER_SHOWN = _("Their key is answered that there is nothing public: they were never shown it.")
register_rule(Rule(_("Its type is agreed on"), frozenset({Code.TYPE_NOT_ALLOWED.value}), is_for_singles=True))
register_rule(Rule(_("They can ask for it"), frozenset({ON_HOLD, NO_KEY}), is_for_singles=True))
register_rule(Rule(_("Their key is answered so"), frozenset({NOT_ANSWERED}), is_for_singles=True))


@register_viewers
def partner_viewers() -> list[Viewer]:
    """Return every partner, in one query; what is stored of a page is read once for all who may have the same."""
    partners = Partner.objects.annotate(has_key=Exists(valid_keys().filter(partner=OuterRef("pk"))))
    decisions: dict[tuple[object, ...], Eligibility | None] = {}

    def viewer(partner: Partner) -> Viewer:
        audience = Audience(partner.audience)
        types = frozenset(partner.allowed_types) if partner.allowed_types else None

        def refuses(page: Page) -> Iterable[Reason]:
            feed_type = registry.for_model(type(page))
            kind = type_rule(feed_type.name if feed_type else "", types)
            if kind.code is not None:
                yield Reason(kind.code.value, WORDS[kind.code])
            if not partner.is_active:
                yield Reason(ON_HOLD, _("They are on hold: their keys are refused."))
            elif not partner.has_key and audience is not Audience.OPEN:  # type: ignore[attr-defined]
                yield Reason(NO_KEY, _("They have no valid key, and are given what is open to everybody."))

        def stored(page: Page) -> Iterable[Reason]:
            public_id = document_id(page.translation_key, page.locale.language_code)
            key = (public_id, audience, types)
            if key not in decisions:
                decisions[key] = decide(public_id, audience=audience, types=types)
            found = decisions[key]
            if found is None:
                return [Reason(NOT_ANSWERED, NEVER_SHOWN)]
            return [Reason(NOT_ANSWERED, WORDS[rule.code]) for rule in found.against if rule.code is not None]

        return Viewer(partner.name, audience, refuses, stored, is_single=True)

    return [viewer(partner) for partner in partners]
