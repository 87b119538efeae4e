"""The section of origins: the sites on which publishable keys are valid. A partner looks after its own."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from cms.partners.models import Partner
from cms.partnerships.audit import note
from cms.partnerships.desk import Desk, Section, register_section, render_section
from cms.partnerships.forms import OriginsForm

NAME = "origins"
DONE = "saved"


def origins_view(request: HttpRequest, desk: Desk, rest: str) -> HttpResponse:
    """Show the origins, and write them. Errors: Http404."""
    if rest:
        raise Http404
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    form = OriginsForm(request.POST if request.method == "POST" else None, partner=desk.partner)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            # Two who write at once: one after the other.
            Partner.objects.select_for_update().get(pk=desk.partner.pk)
            changed = form.save(desk.partner)
            if changed:
                note(desk, "origins", what=changed)
        return redirect(f"{desk.url(NAME)}?{DONE}")
    context = {"form": form, "is_saved": DONE in request.GET and not form.is_bound}
    return render_section(request, desk, NAME, "partnerships/origins.html", context, status=422 if form.errors else 200)


register_section(Section(NAME, gettext_lazy("Sites"), origins_view, order=30, icon="site"))
