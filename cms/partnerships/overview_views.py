"""The report “Who shows what”: for those who write portraits, those who look after partners, those who publish."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from cms.partners.models import Partner
from cms.partners.usage_tables import PartnerCopy
from cms.partnerships.desk_views import VIEW
from cms.partnerships.kinds import kinds
from cms.partnerships.overview import Line, Version, holdings, lines_of, with_version
from cms.partnerships.reports import WIDE, UsageReportView, day, document_url
from cms.partnerships.unshown import unshown


class OverviewFilterSet(WagtailFilterSet):
    """Narrow the report by partner, type and version."""

    partner = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Partner"), queryset=Partner.objects.order_by("name"), empty_label=gettext_lazy("All")
    )
    type = django_filters.ChoiceFilter(label=gettext_lazy("Type"), choices=kinds, empty_label=gettext_lazy("All"))
    version = django_filters.ChoiceFilter(
        label=gettext_lazy("Version"),
        choices=Version.choices,
        empty_label=gettext_lazy("All"),
        method="by_version",
    )

    class Meta:
        model = PartnerCopy
        fields: tuple[str, ...] = ()

    def by_version(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Keep the lines of one version."""
        return with_version(rows, value)


class OverviewView(UsageReportView):
    """Every document that a partner was handed, by title; what is no longer in the feed comes first."""

    model = PartnerCopy
    page_title = gettext_lazy("Who shows what")
    verbose_name = gettext_lazy("line")
    verbose_name_plural = gettext_lazy("lines")
    index_url_name = "partners:overview"
    index_results_url_name = "partners:overview_results"
    filterset_class = OverviewFilterSet
    default_ordering = ("sort_title", "document_id", "partner__name")
    export_columns = ("partner", "type", "title", "locale", "url", "document", "version", "since", "last_seen")

    def get_base_queryset(self) -> QuerySet[Any]:
        return holdings()

    def lines(self, rows: Iterable[Any]) -> list[Line]:
        return lines_of(rows)

    def cells(self, line: Line) -> tuple[Any, ...]:
        version = line.version.label
        return (
            line.partner, line.kind, line.title, line.locale, line.url, line.document_id, version, line.since,
            line.last_at,
        )  # fmt: skip

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        nobody = _("Shown by nobody (%(number)s)") % {"number": unshown().count()}
        to_nobody = HeaderButton(nobody, reverse("partners:unshown"), classname=WIDE, icon_name="view")
        return [to_nobody, *super().header_buttons]

    @cached_property
    def columns(self) -> list[Any]:
        return [
            TitleColumn("title", label=_("Document"), width="32%", get_url=document_url),
            Column("kind", label=_("Type"), accessor=_kind, classname=WIDE),
            TitleColumn("partner", label=_("Partner"), get_url=self.usage_url, sort_key="partner__name"),
            StatusTagColumn(
                "version",
                label=_("Version"),
                accessor=lambda line: line.version.label,
                primary=lambda line: line.version != Version.PRESENT,
            ),
            Column("since", label=_("Since"), accessor=lambda line: day(line.since), sort_key="since", classname=WIDE),
            Column(
                "last_at", label=_("Last on"), accessor=lambda line: day(line.last_at), sort_key="last", classname=WIDE
            ),
        ]

    def usage_url(self, line: Line) -> str | None:
        """Return the partner's usage, for those who may see partners."""
        if not self.request.user.has_perm(VIEW):
            return None
        return reverse("partners:section", args=[line.partner_id, "usage", ""])


def _kind(line: Line) -> str:
    return f"{line.kind} · {line.locale}" if line.locale else line.kind
