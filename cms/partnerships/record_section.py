"""The section of the record: what was agreed. The staff write it, the partner reads its own."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.partners.models import Partner
from cms.partnerships.audit import note
from cms.partnerships.desk import Desk, Section, register_section, render_section
from cms.partnerships.forms import ContactFormSet, PartnerForm
from cms.partnerships.kinds import kinds

NAME = "record"


def record_view(request: HttpRequest, desk: Desk, rest: str) -> HttpResponse:
    """Show the record, as a form to those who may change it. Errors: Http404."""
    if rest:
        raise Http404
    if not desk.is_staff or not desk.may_change:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return render_section(request, desk, NAME, "partnerships/record.html", _read(desk.partner))
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    data = request.POST if request.method == "POST" else None
    # The form writes into the partner while it judges: the desk keeps the one that is stored.
    form = PartnerForm(data, instance=Partner.objects.get(pk=desk.partner.pk))
    contacts = ContactFormSet(data, instance=form.instance, prefix="contacts")
    if data is not None and all([form.is_valid(), contacts.is_valid()]):
        changed = save_partner(form, contacts)
        if changed:
            note(desk, "changed", what=changed)
        messages.success(request, _("Saved."))
        return redirect(desk.url(NAME))
    context = {"form": form, "contacts": contacts}
    is_wrong = data is not None
    return render_section(
        request, desk, NAME, "partnerships/record_form.html", context, status=422 if is_wrong else 200
    )


@transaction.atomic
def save_partner(form: PartnerForm, contacts: Any) -> str:
    """Write a valid form and its contacts. Returns which fields changed, in words; no value: some are of persons."""
    partner = form.save()
    contacts.instance = partner
    contacts.save()
    labels = [str(form.fields[name].label).lower() for name in form.changed_data]
    if contacts.has_changed():
        labels.append(_("contacts"))
    return ", ".join(labels)


def _read(partner: Partner) -> dict[str, Any]:
    labels = dict(kinds())
    return {
        "types": [labels.get(name, name) for name in partner.allowed_types],
        "contacts": partner.contacts.order_by("name", "pk"),
    }


register_section(Section(NAME, gettext_lazy("Record"), record_view, order=10, icon="group"))
