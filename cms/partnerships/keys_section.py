"""The section of keys: which there are, a new one shown once, and revoking one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from cms.partners.choices import KeyKind
from cms.partners.keys import OVERLAP, PartnerOnHold, issue_key, revoke_key
from cms.partners.models import Partner, PartnerKey
from cms.partnerships.audit import note
from cms.partnerships.desk import Desk, Section, register_section, render_section

NAME = "keys"
READING = ("GET", "HEAD")
TEMPLATE, REVOKING = "partnerships/keys.html", "partnerships/key_revoking.html"


@dataclass(frozen=True)
class KeyLine:
    """A key as the table shows it. Shape: `state` is in words; `is_valid` means that it opens something now."""

    key: PartnerKey
    state: str
    is_valid: bool
    revoke_url: str = ""


@dataclass(frozen=True)
class KindOfKey:
    """The keys of one kind. Shape: `newest` is the number of the newest, 0 for none."""

    kind: str
    label: str
    lines: list[KeyLine]
    newest: int

    @property
    def is_rotation(self) -> bool:
        """A new one would replace one that is in use."""
        return any(line.is_valid for line in self.lines)


def keys_view(request: HttpRequest, desk: Desk, rest: str) -> HttpResponse:
    """Show the keys; issue one; ask before revoking one, and do it. Errors: Http404, PermissionDenied."""
    if rest == "":
        return _page(request, desk) if request.method in READING else HttpResponseNotAllowed(READING)
    if rest == "issue/":
        return _issue(request, desk) if request.method == "POST" else HttpResponseNotAllowed(["POST"])
    number, _slash, action = rest.partition("/")
    if action != "revoke/" or not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise Http404
    if not desk.may_change:
        raise PermissionDenied
    return _revoke(request, desk, get_object_or_404(PartnerKey, pk=int(number), partner=desk.partner))


def kinds_of(partner: Partner) -> list[KindOfKey]:
    """Return every kind of key with the keys of a partner, the newest first."""
    keys = list(partner.keys.all())
    return [
        KindOfKey(
            kind=kind.value,
            label=str(kind.label),
            lines=[_line(key, partner) for key in keys if key.kind == kind],
            newest=max((key.pk for key in keys if key.kind == kind), default=0),
        )
        for kind in KeyKind
    ]


def _line(key: PartnerKey, partner: Partner) -> KeyLine:
    if key.revoked_at is not None:
        return KeyLine(key, _("revoked on %(day)s") % {"day": _day(key.revoked_at)}, is_valid=False)
    if key.expires_at is not None and key.expires_at <= timezone.now():
        return KeyLine(key, _("ended on %(day)s") % {"day": _day(key.expires_at)}, is_valid=False)
    if not partner.is_active:
        return KeyLine(key, _("closed: the partner is on hold"), is_valid=False)
    if key.expires_at is not None:
        return KeyLine(key, _("replaced, valid until %(day)s") % {"day": _day(key.expires_at)}, is_valid=True)
    return KeyLine(key, _("valid"), is_valid=True)


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


def _page(request: HttpRequest, desk: Desk, *, status: int = 200, **more: Any) -> HttpResponse:
    kinds = kinds_of(desk.partner)
    for kind in kinds:
        kind.lines[:] = [replace(line, revoke_url=desk.url(NAME, f"{line.key.pk}/revoke/")) for line in kind.lines]
    context = {"kinds": kinds, "overlap_days": OVERLAP.days, "issue_url": desk.url(NAME, "issue/"), **more}
    return render_section(request, desk, NAME, TEMPLATE, context, status=status)


@sensitive_variables("text")
def _issue(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Issue a key and show it in this very answer: nowhere else is it known.

    Shape: the form says which key was the newest when it was shown. Sent a second time (a page loaded anew, a double
    click), it finds a newer one and issues nothing: it would revoke a key that somebody has just put in place.
    """
    kind = next((one for one in KeyKind if one.value == request.POST.get("kind")), None)
    if kind is None:
        raise Http404
    newest = next(found.newest for found in kinds_of(desk.partner) if found.kind == kind.value)
    if request.POST.get("newest") != str(newest):
        return _page(request, desk, status=409, is_late=True)
    try:
        text = issue_key(desk.partner, kind)
    except PartnerOnHold:
        return _page(request, desk, status=409, is_on_hold=True)
    issued = desk.partner.keys.filter(kind=kind).order_by("-pk").first()
    note(desk, "key_issued", what=f"{issued}")
    return _page(request, desk, new_key=text, new_kind=kind.value, new_label=kind.label)


def _revoke(request: HttpRequest, desk: Desk, key: PartnerKey) -> HttpResponse:
    if request.method in READING:
        line = _line(key, desk.partner)
        return render_section(request, desk, NAME, REVOKING, {"key": key, "line": line, "back_url": desk.url(NAME)})
    if request.method != "POST":
        return HttpResponseNotAllowed([*READING, "POST"])
    if revoke_key(key):
        note(desk, "key_revoked", what=f"{key}")
    return redirect(desk.url(NAME))


register_section(Section(NAME, gettext_lazy("Keys"), keys_view, order=20, icon="key"))
