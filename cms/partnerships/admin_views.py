"""The partners in the admin: the list, and adding one. All else is on the desk of each."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic.models import IndexView
from wagtail.permission_policies import ModelPermissionPolicy

from cms.partners.keys import valid_keys
from cms.partners.models import Partner, PartnerContact
from cms.partnerships import record_section
from cms.partnerships.audit import note_on
from cms.partnerships.forms import ContactFormSet, OriginsForm, PartnerForm
from cms.partnerships.reports import WIDE

ADD = "partners.add_partner"


def record_url(partner: Partner) -> str:
    """Return the address of a partner's record."""
    return reverse("partners:section", args=[partner.pk, record_section.NAME, ""])


class PartnerIndexView(IndexView):
    """Every partner; those on hold come last."""

    model = Partner
    permission_policy = ModelPermissionPolicy(Partner)
    any_permission_required = ["view", "change"]
    page_title = gettext_lazy("Partners")
    header_icon = "group"
    paginate_by = 50
    is_searchable = True
    search_fields = ["name", "contacts__name", "contacts__email", "origins__origin"]
    index_url_name = "partners:index"
    index_results_url_name = "partners:index_results"
    add_url_name = "partners:add"
    add_item_label = gettext_lazy("Add a partner")
    default_ordering = "name"
    _show_breadcrumbs = True

    @cached_property
    def columns(self) -> list[Any]:
        return [
            TitleColumn("name", label=_("Partner"), width="30%", get_url=record_url),
            Column("audience", label=_("Audience"), accessor="get_audience_display", classname=WIDE),
            BooleanColumn("is_active", label=_("Active")),
            Column("key_count", label=_("Valid keys"), classname=WIDE),
            Column("last_used", label=_("Last used"), accessor=_last_used, classname=WIDE),
            Column("people", label=_("Contacts"), accessor=_people, classname=WIDE),
        ]

    def get_base_queryset(self) -> QuerySet[Partner]:
        # The model's own order of keys would split the groups.
        valid = valid_keys().filter(partner=OuterRef("pk")).order_by().values("partner").annotate(count=Count("pk"))
        people = PartnerContact.objects.order_by("name", "pk")
        return Partner.objects.annotate(
            key_count=Coalesce(Subquery(valid.values("count")), 0), last_used=Max("keys__last_used_on")
        ).prefetch_related(Prefetch("contacts", people))

    def order_queryset(self, queryset: QuerySet[Partner]) -> QuerySet[Partner]:
        return queryset.order_by("-is_active", "name").distinct()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


def _last_used(partner: Any) -> str:
    return date_format(partner.last_used, "SHORT_DATE_FORMAT") if partner.last_used else _("never")


def _people(partner: Partner) -> str:
    return ", ".join(contact.name for contact in partner.contacts.all())


@require_http_methods(["GET", "HEAD", "POST"])
def add_view(request: HttpRequest) -> HttpResponse:
    """Add a partner with its contacts and its sites. Errors: PermissionDenied."""
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = PartnerForm(data)
    contacts = ContactFormSet(data, instance=form.instance, prefix="contacts")
    origins = OriginsForm(data)
    if data is not None and all([form.is_valid(), contacts.is_valid(), origins.is_valid()]):
        with transaction.atomic():
            record_section.save_partner(form, contacts)
            partner = form.instance
            origins.save(partner)
            note_on(partner, "created", user=request.user)
        messages.success(request, _("Partner added. Next: issue its keys, or send a contact the link of its page."))
        return redirect("partners:section", partner.pk, "keys", "")
    context = {
        "form": form,
        "contacts": contacts,
        "origins": origins,
        "page_title": _("Add a partner"),
        "header_title": _("Add a partner"),
        "header_icon": "group",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("partners:index"), "label": _("Partners")},
            {"url": "", "label": _("Add a partner")},
        ],
    }
    return render(request, "partnerships/add.html", context, status=422 if data is not None else 200)
