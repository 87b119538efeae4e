"""Two panels beside the editor: what is missing and who has decided; who gets the page, and why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Media
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.models import Page

from cms.feed import registry
from cms.workflow import completeness, why
from cms.workflow.decisions import digest_of, latest_by_kind, newest_revision, standing
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.records import Decision
from cms.workflow.requirements import required_kinds, source_of

MEDIA = Media(css={"all": ["workflow/panels.css"]}, js=["workflow/panels.js"])


@dataclass(frozen=True)
class Held:
    """One decision that the page needs, and how it stands for what the newest draft says."""

    kind: Kind
    decision: Decision | None

    @property
    def is_given(self) -> bool:
        """The newest decision on this content is a yes."""
        return self.decision is not None and self.decision.outcome == Outcome.APPROVED


def decisions_held(page: Page) -> list[Held]:
    """Return the decisions that a page needs, in order, as they stand for its newest draft."""
    found = standing(page)
    kinds = required_kinds(page, is_translation=source_of(page) is not None, was_signed=found.was_signed)
    latest = latest_by_kind(page, digest_of(newest_revision(page)))
    # A signature that was taken back counts for no content (cms.workflow.decisions.Standing).
    return [Held(kind, None if kind == Kind.SIGN_OFF and found.is_withdrawn else latest.get(kind)) for kind in kinds]


class HousePanel(BaseSidePanel):
    """What both panels share: drawn anew after each save, with its counter."""

    @property
    def media(self) -> Media:
        """One style sheet and one script for both."""
        return MEDIA

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        context["is_partial"] = parent_context.get("is_partial", False)
        context["toggle"] = self.toggle
        context["is_new"] = not self.object.pk
        if self.object.pk:
            context |= self.answers(self.object)
        return context

    def answers(self, page: Page) -> dict[str, Any]:
        """Return what the template shows of a saved page."""
        raise NotImplementedError


class CompletenessPanel(HousePanel):
    """What is missing, each with the way to the field; and the decisions on what the page says."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """Counts what keeps the page from going on."""

        aria_label = _("Toggle completeness")
        icon_name = "tasks"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["count"] = len([reason for reason in self.panel.reasons if reason.is_blocking])
            return context

    name = "completeness"
    title = _("Completeness")
    template_name = "workflow/panels/completeness.html"
    order = 110

    def __init__(self, object: Page, request: Any) -> None:  # noqa: A002 (Wagtail's name)
        super().__init__(object, request)
        self._reasons: list[completeness.GateReason] | None = None

    @property
    def reasons(self) -> list[completeness.GateReason]:
        """What is missing on the newest draft, advice included. Asked once."""
        if self._reasons is None:
            revision = newest_revision(self.object) if self.object.pk else None
            self._reasons = completeness.reasons(revision.as_object()) if revision is not None else []
        return self._reasons

    def answers(self, page: Page) -> dict[str, Any]:
        held = decisions_held(page)
        return {
            "obstacles": [reason for reason in self.reasons if reason.is_blocking],
            "advice": [reason for reason in self.reasons if not reason.is_blocking],
            "count": len([reason for reason in self.reasons if reason.is_blocking]),
            "held": held,
            "reopened": [one.kind for one in held if one.is_given],
            "workflow_state": page.current_workflow_state,
            "task": page.current_workflow_task,
        }


class WhyPanel(HousePanel):
    """For each audience: is it in the feed, and if not, each rule and its result; the same if it were published now."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """Leads to the answer; a number would say nothing."""

        aria_label = _("Toggle the explanation of the feed")
        icon_name = "globe"
        has_counter = False

    name = "why"
    title = _("In the feed?")
    template_name = "workflow/panels/why.html"
    order = 120

    def answers(self, page: Page) -> dict[str, Any]:
        live = type(page).objects.filter(pk=page.pk).first()
        is_public_type = registry.for_model(type(page)) is not None
        return {
            "is_public_type": is_public_type,
            "live": why.explain_live(live) if live is not None and is_public_type else None,
            "draft": why.explain_draft(page) if is_public_type else None,
            "has_unpublished_changes": page.has_unpublished_changes,
        }


PanelClass = Callable[[Page, Any], HousePanel]
_panels: list[PanelClass] = [CompletenessPanel, WhyPanel]


def register_panel(panel: PanelClass) -> PanelClass:
    """Add a panel of another room, for every page. Used as a decorator; twice is harmless."""
    if panel not in _panels:
        _panels.append(panel)
    return panel


def house_panels(page: Page, request: Any) -> list[HousePanel]:
    """Return the panels for a page, saved or not yet. An alias is written elsewhere: it has none."""
    if page.alias_of_id is not None:
        return []
    return [panel(page, request) for panel in _panels]
