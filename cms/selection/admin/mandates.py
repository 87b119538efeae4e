"""Mandates in the admin: what runs until when, and renewing, shortening, withdrawing, admitting what is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from cms.selection.admin.actions import ActionView
from cms.selection.admin.forms import AdmitForm, LastDayForm, ReasonForm
from cms.selection.decisions import Mandate
from cms.selection.mandates import admit_existing, renew, shorten, withdraw

STATUS = {
    "current": pgettext_lazy("mandate", "Current"),
    "future": pgettext_lazy("mandate", "To come"),
    "ended": pgettext_lazy("mandate", "Ended"),
    "withdrawn": pgettext_lazy("mandate", "Withdrawn"),
}


def status_of(mandate: Mandate) -> Any:
    """Return the status of a mandate now, in words."""
    return STATUS[mandate.status_at(timezone.now())]


def day(moment: Any) -> str:
    """Return a day in figures, in our time zone."""
    local = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    return date_format(local, "SHORT_DATE_FORMAT")


def mandate_url(mandate: Mandate) -> str:
    """Return the address of a mandate's page."""
    return reverse("selection_mandates:inspect", args=[mandate.pk])


class MandateIndexView(generic.IndexView):
    """The list, those that end first above: they are what one comes for."""

    def get_base_queryset(self) -> Any:
        """Put what is over at the end."""
        return super().get_base_queryset().order_by(F("withdrawn_at").asc(nulls_first=True), "-ends_at")

    def get_add_url(self) -> None:
        """Offer nothing here: mandates come from decisions, or from the header's button."""
        return

    @property
    def header_buttons(self) -> list[Any]:
        """Offer to admit what is there already."""
        if not self.request.user.has_perm("selection.add_mandate"):
            return []
        return [HeaderButton(_("Admit a portrait"), url=reverse("selection_admit"), icon_name="plus")]


class MandateInspectView(generic.InspectView):
    """One mandate and those before and after it."""

    page_title = _("Mandate")
    template_name = "selection/admin/mandate.html"

    def get_edit_url(self) -> None:
        """Offer no form: mandates are changed by the three actions, each with its reason."""
        return

    def get_fields_context(self) -> list[dict[str, Any]]:
        """Return nothing: our template lays the mandate out itself."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather the line of mandates of the same company."""
        line = Mandate.objects.filter(content_id=self.object.content_id).order_by("starts_at", "pk")
        status = self.object.status_at(timezone.now())
        return {
            **super().get_context_data(**kwargs),
            "mandate": self.object,
            "status": STATUS[status],
            "page": self.object.page,
            "line": [(one, status_of(one)) for one in line],
            "may_change": self.request.user.has_perm("selection.change_mandate"),
            "is_running": status in {"current", "future"},
        }


class MandateViewSet(ModelViewSet):
    """Mandates. They are made by decisions and changed by actions, never by a form."""

    model = Mandate
    name = "selection_mandates"
    url_prefix = "selection/mandates"
    icon = "key"
    menu_label = _("Mandates")
    index_view_class = MandateIndexView
    inspect_view_class = MandateInspectView
    inspect_view_enabled = True
    inspect_template_name = "selection/admin/mandate.html"
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields = ["basis"]
    list_display = [
        TitleColumn("company", label=_("Company"), get_url=mandate_url),
        Column("status", label=_("Status"), accessor=status_of),
        # Wagtail's column of dates says “3 months ago”: an end is looked up by its day.
        Column("starts_at", label=_("Begins"), accessor=lambda one: day(one.starts_at), sort_key="starts_at"),
        Column("ends_at", label=_("Last day"), accessor=lambda one: day(one.last_day), sort_key="ends_at"),
        "basis",
    ]

    def get_urlpatterns(self) -> list[Any]:
        """Keep to looking: no address to add, change or delete a mandate by hand."""
        kept = {"index", "index_results", "inspect", "history", "history_results"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Name none of the addresses that are not there."""
        found: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        for name in ("add_url_name", "edit_url_name", "delete_url_name", "usage_url_name"):
            found.pop(name, None)
        return found


class MandateAction(ActionView):
    """A form about one mandate."""

    permissions = ("change_mandate",)
    header_icon = "key"

    def load(self) -> None:
        """Read the mandate."""
        self.mandate = get_object_or_404(Mandate, pk=self.kwargs["mandate_id"])

    def get_success_url(self) -> str:
        """Go back to the mandate's page."""
        return mandate_url(self.mandate)

    def get_page_subtitle(self) -> str:
        """Name the company."""
        return str(self.mandate)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the mandate and the list."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("selection_mandates:index"), "label": _("Mandates")},
            {"url": mandate_url(self.mandate), "label": str(self.mandate)},
            {"url": "", "label": self.get_page_title()},
        ]


class Renew(MandateAction):
    """Let it run on."""

    form_class = LastDayForm
    page_title = _("Renew the mandate")
    submit_label = _("Renew")
    done = _("The mandate was renewed.")

    def act(self, form: Any) -> None:
        """Add the next mandate."""
        renew(self.mandate, **form.cleaned_data, user=self.request.user)


class Shorten(MandateAction):
    """Let it end sooner."""

    form_class = LastDayForm
    page_title = _("Shorten the mandate")
    submit_label = _("Shorten")
    done = _("The mandate was shortened.")

    def act(self, form: Any) -> None:
        """Bring its end forward."""
        shorten(self.mandate, **form.cleaned_data, user=self.request.user)

    def notes(self) -> Sequence[str | Promise]:
        """Say what happens to what comes after."""
        return [_("Renewals that would follow are withdrawn with it.")]


class Withdraw(MandateAction):
    """Take it away."""

    form_class = ReasonForm
    page_title = _("Withdraw the mandate")
    submit_label = _("Withdraw now")
    done = _("The mandate was withdrawn: the portrait has left every output.")

    def act(self, form: Any) -> None:
        """Withdraw it now."""
        withdraw(self.mandate, **form.cleaned_data, user=self.request.user)

    def notes(self) -> Sequence[str | Promise]:
        """Say what it does."""
        return [_("The portrait leaves the site, the API and every partner’s feed at once, in every language.")]


class Admit(ActionView):
    """Give a mandate to a portrait that is there already."""

    permissions = ("add_mandate",)
    form_class = AdmitForm
    page_title = _("Admit a portrait")
    submit_label = _("Admit")
    done = _("The portrait has its mandate.")
    header_icon = "key"

    def get_success_url(self) -> str:
        """Go back to the list."""
        return reverse("selection_mandates:index")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("selection_mandates:index"), "label": _("Mandates")},
            {"url": "", "label": self.get_page_title()},
        ]

    def act(self, form: Any) -> None:
        """Grant it."""
        data = dict(form.cleaned_data)
        admit_existing(data.pop("page"), **data, user=self.request.user)

    def notes(self) -> Sequence[str | Promise]:
        """Say when this is right."""
        return [
            _("For ambassadors who were chosen before this room existed, or imported. All others come from a decision.")
        ]
