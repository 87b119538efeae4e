"""What must be true of the pictures of a page before it goes on: the one rights function, asked while writing."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.media.audiences import Audience
from cms.media.rights import RightsFacts, RightsReason, rights_of
from cms.workflow.completeness import GateReason, register_check
from cms.workflow.fingerprint import image_ids

# The person portrayed gives theirs with their signature, after this gate.
_AWAITED = {"consent-not-given", "consent-use", "consent-unproven"}


@register_check
def pictures_may_be_shown(page: Page) -> Iterator[GateReason]:
    """Every picture may be shown on our own site; where partners may not have it, say so."""
    ids = image_ids(page)
    images = get_image_model().objects.in_bulk(ids)
    facts = RightsFacts.load(ids)
    now = timezone.now()
    widest = Audience(getattr(page, "audience", Audience.OPEN.value))
    for pk in ids:
        image = images.get(pk)
        if image is None:
            yield GateReason("image-gone", _("A picture of this page no longer exists: choose another."))
            continue
        own = rights_of(image, audience=Audience.OWN, now=now, facts=facts).reasons
        for reason in own:
            yield _reason(image, reason, is_blocking=not _is_awaited(page, reason))
        known = {reason.code for reason in own}
        for reason in rights_of(image, audience=widest, now=now, facts=facts).reasons if widest != Audience.OWN else ():
            if reason.code not in known:
                yield _reason(image, reason, is_blocking=False)


def _is_awaited(page: Page, reason: RightsReason) -> bool:
    from cms.workflow.kinds import Kind
    from cms.workflow.requirements import of_type

    return reason.code in _AWAITED and Kind.SIGN_OFF in of_type(type(page))


def _reason(image: object, reason: RightsReason, *, is_blocking: bool) -> GateReason:
    return GateReason(
        code=reason.code,
        message=format_lazy("{title} – {message}", title=image.title, message=reason.message),  # type: ignore[attr-defined]
        field=reason.field,
        url=f"{reverse('wagtailimages:edit', args=[image.pk])}#id_{reason.field}",  # type: ignore[attr-defined]
        is_blocking=is_blocking,
    )
