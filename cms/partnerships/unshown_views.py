"""The report “Shown by nobody”: what partners may have and none of them was handed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from cms.feed.models import FeedDocument
from cms.partnerships.reports import WIDE, UsageReportView, day, document_url
from cms.partnerships.unshown import Unshown, listed_kinds, unshown, unshown_lines


class UnshownFilterSet(WagtailFilterSet):
    """Narrow the report by type and language."""

    type = django_filters.ChoiceFilter(
        label=gettext_lazy("Type"), choices=listed_kinds, empty_label=gettext_lazy("All")
    )
    locale = django_filters.ChoiceFilter(
        label=gettext_lazy("Language"), choices=settings.WAGTAIL_CONTENT_LANGUAGES, empty_label=gettext_lazy("All")
    )

    class Meta:
        model = FeedDocument
        fields: tuple[str, ...] = ()


class UnshownView(UsageReportView):
    """Every document that no partner was handed, by title."""

    model = FeedDocument
    page_title = gettext_lazy("Shown by nobody")
    verbose_name = gettext_lazy("document")
    verbose_name_plural = gettext_lazy("documents")
    index_url_name = "partners:unshown"
    index_results_url_name = "partners:unshown_results"
    filterset_class = UnshownFilterSet
    default_ordering = ("sort_title", "document_id")
    export_columns = ("type", "title", "locale", "url", "document", "published")

    def get_base_queryset(self) -> QuerySet[Any]:
        return unshown()

    def lines(self, rows: Iterable[Any]) -> list[Unshown]:
        return unshown_lines(rows)

    def cells(self, line: Unshown) -> tuple[Any, ...]:
        return line.kind, line.title, line.locale, line.url, line.document_id, line.published_at

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        overview = {"url": reverse("partners:overview"), "label": _("Who shows what")}
        return [*self.breadcrumbs_items, overview, {"url": "", "label": self.page_title}]

    @cached_property
    def columns(self) -> list[Any]:
        return [
            TitleColumn("title", label=_("Document"), width="50%", get_url=document_url),
            Column("kind", label=_("Type"), accessor=lambda line: f"{line.kind} · {line.locale}"),
            Column(
                "published_at",
                label=_("Published on"),
                accessor=lambda line: day(line.published_at),
                sort_key="since",
                classname=WIDE,
            ),
        ]
