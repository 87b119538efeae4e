"""What happened to a partner, in Wagtail's audit log: who did it, staff or contact, and never a key or a link."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter, log

from cms.partners.models import Partner, PartnerContact
from cms.partnerships.desk import Desk

PREFIX = "fabrique.partner."
ACTIONS: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    ("created", gettext_lazy("Add a partner"), gettext_lazy("Partner added")),
    ("changed", gettext_lazy("Change a partner"), gettext_lazy("Partner changed: %(what)s")),
    ("key_issued", gettext_lazy("Issue a key"), gettext_lazy("Key %(what)s issued")),
    ("key_revoked", gettext_lazy("Revoke a key"), gettext_lazy("Key %(what)s revoked")),
    ("origins", gettext_lazy("Change the origins"), gettext_lazy("Origins changed: %(what)s")),
    ("link_sent", gettext_lazy("Send the link of the page"), gettext_lazy("Link to the partner’s page sent")),
    (
        "link_asked",
        gettext_lazy("Ask for the link of the page"),
        gettext_lazy("A link was asked for at a contact’s address"),
    ),
    ("links_revoked", gettext_lazy("Revoke the links"), gettext_lazy("Links of a contact revoked")),
    ("left", gettext_lazy("Log out of the partner’s page"), gettext_lazy("Page left, every link ended")),
    ("webhook_added", gettext_lazy("Add a webhook"), gettext_lazy("Webhook added: %(what)s")),
    ("webhook_changed", gettext_lazy("Change a webhook"), gettext_lazy("What a webhook is told changed: %(what)s")),
    (
        "webhook_secret",
        gettext_lazy("Replace a webhook’s secret"),
        gettext_lazy("Secret of a webhook replaced: %(what)s"),
    ),
    ("webhook_on", gettext_lazy("Switch a webhook on"), gettext_lazy("Webhook switched on: %(what)s")),
    ("webhook_off", gettext_lazy("Switch a webhook off"), gettext_lazy("Webhook switched off: %(what)s")),
    ("webhook_again", gettext_lazy("Send a webhook again"), gettext_lazy("Webhook message sent again: %(what)s")),
    ("webhook_deleted", gettext_lazy("Delete a webhook"), gettext_lazy("Webhook deleted: %(what)s")),
)


def note(desk: Desk, action: str, *, what: str = "", about: PartnerContact | None = None) -> None:
    """Write down what somebody did at a desk.

    Shape: a contact is named by number: the log keeps no name that an erasure would have to find.
    """
    note_on(desk.partner, action, user=desk.user, by=desk.contact, what=what, about=about)


def note_on(
    partner: Partner,
    action: str,
    *,
    user: Any = None,
    by: PartnerContact | None = None,
    what: str = "",
    about: PartnerContact | None = None,
) -> None:
    """Write down what became of a partner. Shape: `user` is of the staff, `by` is the contact who did it herself."""
    known: dict[str, Any] = {"what": what, "by": by.pk if by else None, "about": about.pk if about else None}
    log(partner, PREFIX + action, user=user, data={name: value for name, value in known.items() if value})


class PartnerLogFormatter(LogFormatter):
    """Says what was done, to what, and by which contact as long as that contact is known."""

    def format_message(self, log_entry: Any) -> str:
        """Return the sentence of an entry."""
        data = log_entry.data or {}
        text = str(self.message) % {"what": data.get("what", "")}
        for key, words in (("about", _("%(text)s (%(name)s)")), ("by", _("%(text)s, by the contact %(name)s"))):
            if key in data:
                text = words % {"text": text, "name": _name(data[key])}
        return text


def register(actions: Any) -> None:
    """Name our entries of the audit log."""
    for name, label, message in ACTIONS:
        formatter = type("_Formatter", (PartnerLogFormatter,), {"label": label, "message": message})
        actions.register_action(PREFIX + name)(formatter)


def _name(contact_id: int) -> str:
    contact = PartnerContact.objects.filter(pk=contact_id).first()
    return contact.name if contact else _("a former contact")
