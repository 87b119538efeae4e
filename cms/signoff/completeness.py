"""A portrait cannot be signed by somebody to whom nobody can write."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.signoff.requests import Contact
from cms.signoff.subjects import needs_sign_off
from cms.workflow.completeness import GateReason, register_check


@register_check
def has_contact(page: Page) -> Iterator[GateReason]:
    """Ask for the address of the person portrayed, with the way to where it is entered."""
    if page.pk and needs_sign_off(page) and not Contact.objects.filter(content_id=page.translation_key).exists():
        message = _("Nobody is known to sign this portrait: enter the name and the address of the person portrayed.")
        yield GateReason("sign-off-contact-missing", message, url=reverse("signoff_page", args=[page.pk]))
