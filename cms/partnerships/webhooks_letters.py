"""The mail that says an endpoint is switched off: to the partner's contacts, and to the colleagues in charge."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.urls import reverse
from django.utils import translation

from cms.delivery.webhooks.choices import KEPT, DisabledReason
from cms.delivery.webhooks.models import Endpoint
from cms.delivery.webhooks.retention import forget_messages
from cms.delivery.webhooks.settling import endpoint_disabled
from cms.workflow import mailing
from cms.workflow.masking import register_secret
from cms.workflow.privacy import Retention, register_retention
from cms.workflow.roles import Role, holders

TEMPLATE = "webhook_disabled"
# What a log must never show.
SECRET_IN_TEXT = re.compile(r"\bwhsec_[A-Za-z0-9+/=]{20,}")

register_secret(SECRET_IN_TEXT, "whsec_***")
register_retention(Retention("webhooks", KEPT, forget_messages))


@receiver(endpoint_disabled, dispatch_uid="partnerships.webhook_disabled")
def on_endpoint_disabled(endpoint: Endpoint, **_kwargs: Any) -> None:
    """Write to everybody concerned. Whoever switched it off by hand knows."""
    if endpoint.disabled_reason == DisabledReason.BY_HAND:
        return
    partner = endpoint.partner
    for contact in partner.contacts.order_by("pk"):
        with translation.override(contact.language):
            address = reverse("partnerships:section", args=["webhooks", f"{endpoint.public_id}/"])
        _send(endpoint, contact.email, contact.language, address, name=contact.name)
    path = reverse("partners:section", args=[partner.pk, "webhooks", f"{endpoint.public_id}/"])
    for user in holders(Role.PARTNERSHIPS).exclude(email="").select_related("wagtail_userprofile"):
        profile = getattr(user, "wagtail_userprofile", None)
        language = (profile.preferred_language if profile is not None else "") or settings.LANGUAGE_CODE
        _send(endpoint, user.email, language, path, name=user.get_full_name(), is_staff=True)


def _send(endpoint: Endpoint, to: str, language: str, path: str, *, name: str, is_staff: bool = False) -> None:
    context = {
        "endpoint": endpoint,
        "partner": endpoint.partner,
        "name": name,
        "is_gone": endpoint.disabled_reason == DisabledReason.GONE,
        "is_staff": is_staff,
        "address": settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path,
    }
    mailing.send(template=TEMPLATE, to=[to], context=context, language=language)
