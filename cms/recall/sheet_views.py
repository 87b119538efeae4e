"""The recall sheets: the list, one sheet with its recipients, and what the data protection officer takes away."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.models import IndexView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from cms.recall import exports
from cms.recall.forms import AcknowledgeForm, CloseForm, RecipientForm
from cms.recall.naming import changes_in_words, names_of, versions_in_words
from cms.recall.services import acknowledge, add_recipient, close_sheet, reopen_recipient
from cms.recall.sheets import RecallSheet, RecallSheetQuerySet

VIEW, CHANGE = "recall.view_recallsheet", "recall.change_recallsheet"


def state_in_words(sheet: Any) -> str:
    """Say whether a sheet is open, and how many recipients have not answered."""
    state = pgettext("recall sheet", "open") if sheet.is_open else pgettext("recall sheet", "closed")
    return f"{state} – {_answers(sheet)}"


def _answers(sheet: Any) -> str:
    if not sheet.recipient_count:
        return _("nobody known")
    if not sheet.waiting_count:
        return _("all have answered")
    counts = {"waiting": sheet.waiting_count, "all": sheet.recipient_count}
    text = ngettext(
        "%(waiting)s of %(all)s has not answered", "%(waiting)s of %(all)s have not answered", sheet.waiting_count
    )
    return text % counts


class SheetIndexView(IndexView):
    """Every sheet; those that are open come first."""

    model = RecallSheet
    permission_policy = ModelPermissionPolicy(RecallSheet)
    any_permission_required = ["view", "change"]
    page_title = gettext_lazy("Recalls")
    header_icon = "warning"
    paginate_by = 50
    is_searchable = False
    index_url_name = "recall:index"
    edit_url_name = "recall:sheet"
    _show_breadcrumbs = True

    @cached_property
    def columns(self) -> list[Any]:
        return [
            TitleColumn(
                "title",
                label=_("What"),
                width="35%",
                get_url=lambda sheet: reverse("recall:sheet", args=[sheet.pk]),
            ),
            Column("cause_label", label=_("Cause")),
            DateColumn("opened_at", label=pgettext("recall sheet", "Opened")),
            Column("state", label=_("State"), accessor=state_in_words),
        ]

    def get_base_queryset(self) -> QuerySet[RecallSheet]:
        return RecallSheet.objects.all()

    def order_queryset(self, queryset: RecallSheetQuerySet) -> RecallSheetQuerySet:
        return queryset.with_counts()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(_("Export (CSV)"), reverse("recall:export", args=["csv"]), icon_name="download"),
            HeaderButton(_("Export (JSON)"), reverse("recall:export", args=["json"]), icon_name="download"),
        ]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return []


@require_http_methods(["GET", "POST"])
@permission_required(VIEW)
def sheet_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one sheet, and take what was answered."""
    sheet = get_object_or_404(RecallSheet, pk=pk)
    forms: dict[str, Any] = {"recipient_form": RecipientForm(prefix="new"), "close_form": CloseForm(prefix="close")}
    if request.method == "POST":
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        response = _act(request, sheet, forms)
        if response is not None:
            return response
    return render(request, "recall/sheet.html", _context(request, sheet, forms))


def _act(request: HttpRequest, sheet: RecallSheet, forms: dict[str, Any]) -> HttpResponse | None:
    """Do what was asked; None where a form must be shown again."""
    action = request.POST.get("action", "")
    if not sheet.is_open:
        messages.warning(request, _("This sheet is closed: nothing was changed."))
        return redirect("recall:sheet", sheet.pk)
    done = {"add": _add, "acknowledge": _acknowledge, "reopen": _reopen, "close": _close}.get(action)
    if done is None:
        raise PermissionDenied
    said = done(request, sheet, forms)
    if said is None:
        return None
    messages.success(request, said)
    return redirect("recall:sheet", sheet.pk)


def _add(request: HttpRequest, sheet: RecallSheet, forms: dict[str, Any]) -> str | None:
    form = forms["recipient_form"] = RecipientForm(request.POST, prefix="new")
    if not form.is_valid():
        return None
    add_recipient(sheet, **form.cleaned_data, user=request.user)
    return _("Recipient added.")


def _acknowledge(request: HttpRequest, sheet: RecallSheet, forms: dict[str, Any]) -> str | None:
    form = AcknowledgeForm(request.POST)
    if not form.is_valid():
        forms["answer_form"] = form
        return None
    recipient = get_object_or_404(sheet.recipients, pk=form.cleaned_data["recipient"])
    day = form.cleaned_data["day"]
    is_today = day == timezone.localdate()
    at = timezone.now() if is_today else timezone.make_aware(datetime.combine(day, time(12)))
    acknowledge(recipient, at=at, note=form.cleaned_data["note"], user=request.user)
    return _("Answer noted.")


def _reopen(request: HttpRequest, sheet: RecallSheet, forms: dict[str, Any]) -> str | None:
    number = request.POST.get("recipient", "")
    recipient = get_object_or_404(sheet.recipients, pk=number if number.isdecimal() else 0)
    reopen_recipient(recipient, user=request.user)
    return _("Answer taken back.")


def _close(request: HttpRequest, sheet: RecallSheet, forms: dict[str, Any]) -> str | None:
    form = forms["close_form"] = CloseForm(request.POST, prefix="close")
    if not form.is_valid():
        return None
    close_sheet(sheet, note=form.cleaned_data["closing_note"], user=request.user)
    return _("Sheet closed.")


def _context(request: HttpRequest, sheet: RecallSheet, forms: dict[str, Any]) -> dict[str, Any]:
    wrong = forms.pop("answer_form", None)
    names = names_of(sheet.documents)
    rows = []
    for recipient in sheet.recipients.all():
        is_wrong = wrong is not None and str(wrong.data.get("recipient")) == str(recipient.pk)
        form = (
            wrong
            if is_wrong
            else AcknowledgeForm(
                initial={"recipient": recipient.pk, "note": recipient.note, "day": timezone.localdate()},
                auto_id=f"answer-{recipient.pk}-%s",
            )
        )
        rows.append((recipient, versions_in_words(recipient.version, names), form))
    title = _("Recall: %(title)s") % {"title": sheet.title}
    return {
        "sheet": sheet,
        "documents": [(one, names[one["id"]], changes_in_words(one)) for one in sheet.documents],
        "rows": rows,
        "waiting": sum(recipient.acknowledged_at is None for recipient, _versions, _form in rows),
        "may_change": sheet.is_open and request.user.has_perm(CHANGE),
        "page_title": title,
        "header_title": title,
        "header_icon": "warning",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("recall:index"), "label": _("Recalls")},
            {"url": "", "label": sheet.title},
        ],
        "header_buttons": [
            HeaderButton(
                _("Export (CSV)"), reverse("recall:export_sheet", args=[sheet.pk, "csv"]), icon_name="download"
            ),
            HeaderButton(
                _("Export (JSON)"), reverse("recall:export_sheet", args=[sheet.pk, "json"]), icon_name="download"
            ),
        ],
        **forms,
    }


@require_safe
@permission_required(VIEW)
def export_view(request: HttpRequest, kind: str, pk: int | None = None) -> HttpResponse:
    """Send one sheet, or all of them, to whoever answers for data protection."""
    sheets = RecallSheet.objects.with_counts().prefetch_related("recipients")
    if pk is not None:
        sheets = sheets.filter(pk=get_object_or_404(RecallSheet, pk=pk).pk)
    return exports.respond(list(sheets), kind)
