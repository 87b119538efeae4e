"""What the reports on who shows what share: who may read them, how they are searched, ordered, counted and saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Table
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton

from cms.partnerships import usage_exports
from cms.partnerships.overview import with_title

VIEW_USAGE = "partners.view_usage"
# Columns and buttons that a telephone has no room for (admin.css).
WIDE = "house-wide"


class UsageReportView(ReportView):
    """A report of rows that are read as lines, and saved as they are read.

    Shape: `export_columns` are the columns of the file; a report says how rows become lines, and a line becomes cells.
    """

    header_icon = "view"
    is_searchable = True
    paginate_by = 50
    FORMATS = (ReportView.FORMAT_CSV,)
    _show_breadcrumbs = True
    export_columns: ClassVar[Sequence[str]] = ()

    def lines(self, rows: Iterable[Any]) -> list[Any]:
        """Return rows with what the house knows of their pages."""
        raise NotImplementedError

    def cells(self, line: Any) -> tuple[Any, ...]:
        """Return a line as the file has it, one cell for each of `export_columns`."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(VIEW_USAGE):
            raise PermissionDenied
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return with_title(queryset, self.search_query) if self.search_query else queryset

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.request.GET.get("ordering", "")
        first = (asked,) if asked in self.get_valid_orderings() else ()
        return queryset.order_by(*first, *self.default_ordering)

    def get_paginator(self, *args: Any, **kwargs: Any) -> Any:
        """Count lines in the report's own words: Wagtail's pages count rows of the model."""
        paginator = super().get_paginator(*args, **kwargs)
        paginator.verbose_name, paginator.verbose_name_plural = self.verbose_name, self.verbose_name_plural
        return paginator

    def get_table(self, object_list: Iterable[Any]) -> Table:
        return super().get_table(self.lines(object_list))

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if self.is_export:
            name = f"{slugify(self.page_title)}-{timezone.localdate():%Y-%m-%d}.csv"
            cells = map(self.cells, self.lines(context["object_list"]))
            return usage_exports.attached(name, self.export_columns, cells)
        answer: HttpResponse = super().render_to_response(context, **kwargs)
        return answer

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Export (CSV)"), self.csv_export_url, classname=WIDE, icon_name="download")]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return []


def document_url(line: Any) -> str:
    """Return where more is said of a line's document, for those who may not open its editor too."""
    return reverse("partners:overview_document", args=[line.document_id])


def day(moment: datetime | None) -> str:
    """Return a day as a table shows it; nothing for no moment."""
    return "" if moment is None else date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")
