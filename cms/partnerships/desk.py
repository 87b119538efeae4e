"""One desk, two sides: what is shown of a partner to the staff in the admin, and to the partner on its own page.

A section (keys, usage, webhooks, embed builder) is written once. It registers itself here, is given the desk it is
shown on, and renders one template that extends `base` from its context.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cms.partners.models import Partner, PartnerContact

STAFF_BASE, PARTNER_BASE = "partnerships/staff_base.html", "partnerships/partner_base.html"
CHANGE = "partners.change_partner"


@dataclass(frozen=True)
class Desk:
    """At whose desk a section is shown.

    Shape: `is_staff` tells the admin's side from the partner's own; `may_change` is always true for the partner;
    `user` is who sits there of the staff, `contact` who of the partner.
    """

    partner: Partner
    is_staff: bool
    may_change: bool = True
    user: Any = None
    contact: PartnerContact | None = None

    def url(self, section: str, rest: str = "") -> str:
        """Return the address of a section, or of something below it, on this side of the desk."""
        if self.is_staff:
            return reverse("partners:section", args=[self.partner.pk, section, rest])
        return reverse("partnerships:section", args=[section, rest])

    @property
    def tabs(self) -> list[tuple[str | Promise, str, str]]:
        """Return name, label and address of every section of this side."""
        return [(found.name, str(found.label), self.url(found.name)) for found in sections() if found.is_on(self)]


View = Callable[[HttpRequest, Desk, str], HttpResponse]


@dataclass(frozen=True)
class Section:
    """One thing to do on the desk.

    Shape: `view` is given the request (its CSRF token already checked), the desk, and what stands behind the section's
    name in the address; it refuses a wrong method or an unknown rest by itself. A POST on the staff's side by somebody
    without the permission to change partners never reaches it. `is_for_staff_only`: not on the partner's own page.
    """

    name: str
    label: str | Promise
    view: View
    order: int = field(default=100)
    icon: str = "cog"
    is_for_staff_only: bool = False

    def is_on(self, desk: Desk) -> bool:
        """Tell whether this section lies on this side of the desk."""
        return desk.is_staff or not self.is_for_staff_only


_sections: dict[str, Section] = {}


def register_section(section: Section) -> Section:
    """Lay a section on the desk. Errors: ImproperlyConfigured if its name is taken by another one."""
    if _sections.setdefault(section.name, section) != section:
        raise ImproperlyConfigured(f"The desk already has a section {section.name!r}.")
    return section


def sections() -> list[Section]:
    """Return every section, in order."""
    return sorted(_sections.values(), key=lambda found: (found.order, found.name))


def find_section(name: str) -> Section | None:
    """Return a section by its name, or None."""
    return _sections.get(name)


def render_section(
    request: HttpRequest, desk: Desk, name: str, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Render a section's template inside the side of the desk it is shown on.

    Shape: the template begins with `{% extends base %}` and fills the block `section`; it is given `desk`, `section`,
    `partner` and `page_title` beside its own context.
    """
    section = _sections[name]
    base = STAFF_BASE if desk.is_staff else PARTNER_BASE
    full = {"base": base, "desk": desk, "section": section, "partner": desk.partner, "page_title": section.label}
    if desk.is_staff:
        full |= {
            "header_title": desk.partner.name,
            "header_icon": section.icon,
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("partners:index"), "label": _("Partners")},
                {"url": "", "label": desk.partner.name},
            ],
        }
    return render(request, template, {**full, **(context or {})}, status=status)
