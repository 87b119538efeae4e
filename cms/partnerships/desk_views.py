"""The two ways to the desk: through the admin, and through the partner's own page."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from cms.partners.models import Partner
from cms.partnerships.desk import CHANGE, Desk, find_section

VIEW = "partners.view_partner"
READING = ("GET", "HEAD")


def staff_section(request: HttpRequest, pk: int, section: str, rest: str = "") -> HttpResponse:
    """Show a section to the staff. Errors: PermissionDenied; Http404 for an unknown partner or section."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    may_change = request.user.has_perm(CHANGE)
    if request.method not in READING and not may_change:
        raise PermissionDenied
    found = find_section(section)
    if found is None:
        raise Http404
    desk = Desk(get_object_or_404(Partner, pk=pk), is_staff=True, may_change=may_change, user=request.user)
    return found.view(request, desk, rest)
