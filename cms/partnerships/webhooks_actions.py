"""What is done to an endpoint from the desk. Each leads back to its page, and is written in the audit log."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from cms.delivery.webhooks import endpoints, messages
from cms.delivery.webhooks.models import Endpoint, Message
from cms.partnerships.audit import note
from cms.partnerships.desk import Desk
from cms.partnerships.webhooks_forms import WantedForm

NAME = "webhooks"
DONE: dict[str, Any] = {
    "wanted": _("Saved: it counts for what changes from now on."),
    "test": _("The test is queued: it leaves within a minute, and stands first in the log below."),
    "off": _("Switched off: nothing is sent any more. What changes meanwhile is told when you switch it on again."),
    "on": _("Switched on: what waited is being sent."),
    "again": _("Queued once more, under the same webhook-id: it leaves within a minute."),
    "late": _("Nothing was sent: something newer was told of this document, or it waits to be sent already."),
    "held": _("No test is sent to an endpoint that is switched off. Switch it on first."),
}


def mark_of(endpoint: Endpoint) -> str:
    """Return what tells one secret of an endpoint from the next, and says nothing of either."""
    return hashlib.sha256(f"mark:{endpoint.salt}".encode()).hexdigest()[:16]


def change_wanted(desk: Desk, endpoint: Endpoint, form: WantedForm) -> HttpResponse:
    """Write what an endpoint is told."""
    if form.has_changed():
        endpoints.choose(endpoint, **form.wanted)  # type: ignore[arg-type]
        note(desk, "webhook_changed", what=endpoint.url)
    return _back(desk, endpoint, "wanted")


def replace(desk: Desk, endpoint: Endpoint) -> None:
    """Draw a new secret."""
    endpoints.replace_secret(endpoint)
    note(desk, "webhook_secret", what=endpoint.url)


def test(desk: Desk, endpoint: Endpoint) -> HttpResponse:
    """Queue a ping."""
    if not endpoint.is_active:
        return _back(desk, endpoint, "held")
    messages.ping(endpoint)
    return _back(desk, endpoint, "test")


def off(desk: Desk, endpoint: Endpoint) -> HttpResponse:
    """Stop sending."""
    if endpoint.is_active:
        endpoints.switch_off(endpoint)
        note(desk, "webhook_off", what=endpoint.url)
    return _back(desk, endpoint, "off")


def on(desk: Desk, endpoint: Endpoint) -> HttpResponse:
    """Send again."""
    if not endpoint.is_active:
        endpoints.switch_on(endpoint)
        note(desk, "webhook_on", what=endpoint.url)
    return _back(desk, endpoint, "on")


def delete(desk: Desk, endpoint: Endpoint) -> HttpResponse:
    """Delete an endpoint with its log."""
    url = endpoint.url
    endpoint.delete()
    note(desk, "webhook_deleted", what=url)
    return redirect(desk.url(NAME))


def again(desk: Desk, message: Message) -> HttpResponse:
    """Queue a message once more."""
    is_queued = message.endpoint.is_active and messages.send_again(message)
    if is_queued:
        note(desk, "webhook_again", what=message.webhook_id)
    address = desk.url(NAME, f"{message.endpoint.public_id}/messages/{message.pk}/")
    return redirect(f"{address}?done={'again' if is_queued else 'late'}")


def _back(desk: Desk, endpoint: Endpoint, done: str) -> HttpResponse:
    return redirect(f"{desk.url(NAME, f'{endpoint.public_id}/')}?done={done}")


# By the last part of the address; the section itself answers FORMS, which show something of their own.
FORMS = ("wanted", "secret")
ACTIONS: dict[str, Callable[[Desk, Endpoint], HttpResponse]] = {
    "test": test,
    "off": off,
    "on": on,
    "delete": delete,
}
