"""Criteria and calls in the admin: plain forms."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from cms.selection.admin.candidates import CandidateViewSet
from cms.selection.admin.mandates import MandateViewSet, day
from cms.selection.admin.sessions import SessionViewSet
from cms.selection.calls import Call
from cms.selection.criteria import Criterion


class CriterionViewSet(ModelViewSet):
    """What the committee looks at."""

    model = Criterion
    name = "selection_criteria"
    url_prefix = "selection/criteria"
    icon = "list-ul"
    menu_label = _("Criteria")
    copy_view_enabled = False
    add_to_reference_index = False
    sort_order_field = None
    list_display = ["label", "question", "weight", BooleanColumn("is_active", label=_("In use"))]
    ordering = ("sort_order", "pk")


class CallViewSet(ModelViewSet):
    """When the public form is open."""

    model = Call
    name = "selection_calls"
    url_prefix = "selection/calls"
    icon = "calendar-alt"
    menu_label = _("Calls")
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = [
        "title",
        Column("opens_at", label=_("Opens"), accessor=lambda one: day(one.opens_at), sort_key="opens_at"),
        Column("closes_at", label=_("Closes"), accessor=lambda one: day(one.closes_at), sort_key="closes_at"),
        BooleanColumn("is_open", label=_("Open now")),
    ]


class SelectionGroup(ViewSetGroup):
    """The menu “Sélection”. Each entry shows only to those who may open it."""

    menu_label = _("Selection")
    menu_icon = "group"
    menu_order = 250
    items = (CandidateViewSet, SessionViewSet, MandateViewSet, CallViewSet, CriterionViewSet)
