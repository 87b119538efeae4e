"""The section of access, for the staff: who of the partner was sent a link to its page, and closing it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.partners.models import PartnerContact
from cms.partnerships.audit import note
from cms.partnerships.cookies import LIFETIME_S
from cms.partnerships.desk import Desk, Section, register_section, render_section
from cms.partnerships.letters import send_link
from cms.partnerships.links import SENT_LIFETIME, links_of, revoke_links
from cms.partnerships.models import PartnerLink

NAME = "access"


def access_view(request: HttpRequest, desk: Desk, rest: str) -> HttpResponse:
    """Show who has a link; send one; close all of a contact's. Errors: Http404."""
    if rest == "":
        return _page(request, desk) if request.method in ("GET", "HEAD") else HttpResponseNotAllowed(["GET", "HEAD"])
    number, _slash, action = rest.partition("/")
    if action not in ("send/", "revoke/") or not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    contact = get_object_or_404(PartnerContact, pk=int(number), partner=desk.partner)
    if action == "revoke/":
        revoke_links(contact)
        note(desk, "links_revoked", about=contact)
        messages.success(request, _("Closed: the links of %(name)s open nothing any more.") % {"name": contact.name})
    elif not desk.partner.is_active:
        messages.error(request, _("This partner is on hold: its page is closed. Tick “active” first."))
    else:
        send_link(contact, user=desk.user)
        note(desk, "link_sent", about=contact)
        messages.success(request, _("A link is on its way to %(email)s.") % {"email": contact.email})
    return redirect(desk.url(NAME))


@dataclass(frozen=True)
class Line:
    """One contact. Shape: `latest` is its newest link; `opens_until` is when the last of all its links ends, and
    `visit_until` when the last visit by one may end: None where there is nothing to wait for.
    """

    contact: PartnerContact
    latest: PartnerLink | None
    opens_until: datetime | None
    visit_until: datetime | None


def _line(contact: PartnerContact, links: list[PartnerLink]) -> Line:
    now, visit = timezone.now(), timedelta(seconds=LIFETIME_S)
    last = max((link.expires_at for link in links if not link.is_ended), default=None)
    return Line(
        contact=contact,
        latest=links[0] if links else None,
        opens_until=last if last is not None and last > now else None,
        visit_until=last + visit if last is not None and last <= now < last + visit else None,
    )


def _page(request: HttpRequest, desk: Desk) -> HttpResponse:
    links = links_of(desk.partner)
    lines = [_line(contact, links.get(contact.pk, [])) for contact in desk.partner.contacts.order_by("name", "pk")]
    context = {"lines": lines, "days": SENT_LIFETIME.days, "here": desk.url(NAME)}
    return render_section(request, desk, NAME, "partnerships/access.html", context)


register_section(
    Section(NAME, gettext_lazy("Access"), access_view, order=40, icon="mail", is_for_staff_only=True),
)
