"""What people do with endpoints: add, choose what is told, replace the secret, switch on and off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.delivery.egress_addresses import AddressRefused, target_of
from cms.delivery.webhooks.choices import (
    DOCUMENT_EVENTS,
    MOST_ENDPOINTS,
    OVERLAP,
    DisabledReason,
    Event,
    MessageState,
)
from cms.delivery.webhooks.messages import is_current
from cms.delivery.webhooks.models import Endpoint, new_salt
from cms.delivery.webhooks.reading import read
from cms.delivery.webhooks.settling import disable
from cms.partners.models import Partner

_REFUSALS = {
    "form": _("This is not an address. Write it whole, for instance https://www.ville-creteil.fr/webhooks/fabrique."),
    "scheme": _("Only https:// addresses: anybody on the way could read or change what is sent without encryption."),
    "port": _("Only the ports 443 and 8443."),
    "credentials": _("No name or password in the address: messages are signed instead."),
    "name": _("This is not the name of a server on the internet."),
    "internal": _("This address does not lead to the internet."),
}


def check_url(url: str) -> None:
    """Refuse an address that we would never send to. Errors: ValidationError, with what to write instead."""
    try:
        target_of(url)
    except AddressRefused as refused:
        raise ValidationError(_REFUSALS[refused.code], code=refused.code) from refused


def add_endpoint(
    partner: Partner,
    url: str,
    *,
    events: Collection[str] = DOCUMENT_EVENTS,
    types: Collection[str] = (),
    locales: Collection[str] = (),
) -> Endpoint:
    """Add an endpoint, which is told everything that changes from this instant on.

    Errors: ValidationError for a refused address, one that is there already, or one too many.
    """
    check_url(url)
    with transaction.atomic():
        Partner.objects.select_for_update().get(pk=partner.pk)
        held = Endpoint.objects.filter(partner=partner)
        if held.filter(url=url).exists():
            raise ValidationError(_("This address is there already."), code="twice")
        if held.count() >= MOST_ENDPOINTS:
            raise ValidationError(
                _("%(most)d endpoints are the most. Delete one first."), params={"most": MOST_ENDPOINTS}, code="many"
            )
        chosen = [Event(event).value for event in events]
        endpoint = Endpoint.objects.create(
            partner=partner, url=url, events=chosen, types=sorted(types), locales=sorted(locales)
        )
        read(endpoint.pk)
    endpoint.refresh_from_db()
    return endpoint


def choose(endpoint: Endpoint, *, events: Collection[str], types: Collection[str], locales: Collection[str]) -> None:
    """Change what an endpoint is told from now on."""
    endpoint.events = [Event(event).value for event in events]
    endpoint.types, endpoint.locales = sorted(types), sorted(locales)
    endpoint.save(update_fields=["events", "types", "locales"])


def replace_secret(endpoint: Endpoint, *, now: datetime | None = None) -> None:
    """Draw a new secret; for OVERLAP messages carry the signatures of both."""
    endpoint.former_salt, endpoint.former_until = endpoint.salt, (now or timezone.now()) + OVERLAP
    endpoint.salt = new_salt()
    endpoint.save(update_fields=["salt", "former_salt", "former_until"])


def switch_off(endpoint: Endpoint, *, now: datetime | None = None) -> None:
    """Stop sending at once, by hand."""
    disable(endpoint, DisabledReason.BY_HAND, now or timezone.now())


def switch_on(endpoint: Endpoint, *, now: datetime | None = None) -> int:
    """Send again, beginning with what waited or was given up and still holds; returns how many messages that is."""
    moment = now or timezone.now()
    with transaction.atomic():
        held = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
        held.is_active, held.disabled_reason, held.disabled_at = True, "", None
        held.failures, held.failing_since, held.paused_until = 0, None, None
        held.save()
        unsettled = held.messages.filter(state__in=(MessageState.WAITING, MessageState.FAILED)).exclude(
            event=Event.PING
        )
        again = [message.pk for message in unsettled if is_current(message)]
        held.messages.filter(pk__in=again).update(
            state=MessageState.WAITING, next_at=moment, retries=0, settled_at=None
        )
    endpoint.refresh_from_db()
    return len(again)
