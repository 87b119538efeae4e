"""Every sign-off, those that wait first: with whom, since when, until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic

from cms.signoff.choices import Status
from cms.signoff.requests import Contact, SignOffRequest


def _day(when: datetime | None) -> str:
    """Return a date in full: Wagtail's own column would say of a date ahead that it was 0 minutes ago."""
    return date_format(timezone.localtime(when), "j F Y") if when else ""


class SignOffFilterSet(WagtailFilterSet):
    """Narrow the list by state."""

    class Meta:
        model = SignOffRequest
        fields = ["status"]


class SignOffListView(generic.IndexView):
    """The list, of those who send proofs."""

    model = SignOffRequest
    page_title = _("Sign-offs")
    header_icon = "mail"
    index_url_name = "signoff_list"
    index_results_url_name = "signoff_list_results"
    filterset_class = SignOffFilterSet
    default_ordering = "expires_at"
    paginate_by = 50
    is_searchable = False
    any_permission_required = ("send", "view")
    columns = [
        TitleColumn("portrait", label=_("Portrait"), accessor="portrait", get_url=lambda row: row.address),
        Column("person", label=_("Person"), accessor="person"),
        StatusTagColumn(
            "status",
            label=_("State"),
            accessor=lambda row: row.effective_status.label,
            primary=lambda row: row.effective_status == Status.PENDING,
        ),
        Column("sent_at", label=_("Sent on"), accessor=lambda row: _day(row.sent_at), sort_key="sent_at"),
        Column("first_opened_at", label=_("Opened on"), accessor=lambda row: _day(row.first_opened_at)),
        Column("expires_at", label=_("Valid until"), accessor=lambda row: _day(row.expires_at), sort_key="expires_at"),
        Column(
            "mail_error",
            label=_("State of the mail"),
            accessor=lambda row: _("Did not leave") if row.mail_error else "",
        ),
    ]

    def get_base_queryset(self) -> QuerySet[SignOffRequest]:
        """Those that wait, unless another state is asked for."""
        rows = SignOffRequest.objects.select_related("page")
        return rows if self.request.GET.get("status") else rows.filter(status=Status.PENDING)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        rows = list(context["object_list"])
        names = dict(
            Contact.objects.filter(content_id__in=[row.content_id for row in rows]).values_list("content_id", "name")
        )
        for row in rows:
            row.portrait = row.page.draft_title if row.page else _("A portrait that was deleted")
            row.person = names.get(row.content_id, "")
            row.address = reverse("signoff_page", args=[row.page_id]) if row.page_id else None
        return context
