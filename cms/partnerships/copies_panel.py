"""Beside the editor of a page: who shows it, in which version, since when."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.models import Page

from cms.feed.identity import document_id
from cms.feed.models import FeedDocument, State
from cms.partners.choices import Face
from cms.partners.models import Partner
from cms.partners.usage_reading import Copy, copies_of
from cms.partnerships.desk_views import VIEW
from cms.partnerships.versions import present_changes
from cms.workflow.side_panels import HousePanel, register_panel


@dataclass(frozen=True)
class Holder:
    """One partner and what it was handed of a page.

    Shape: `versions` are its copies, the newest first; `is_shown` says that its audience is shown anything now;
    `present` are the change numbers of what is shown now: one for its audience and one for the open data, the same text
    under two numbers.
    """

    partner: Partner
    versions: tuple[Copy, ...]
    is_shown: bool
    present: frozenset[int]

    @property
    def newest(self) -> Copy:
        """The newest version it was handed."""
        return self.versions[0]

    @property
    def is_current(self) -> bool:
        """Whether the newest is what it would be handed now."""
        return self.newest.change in self.present

    @property
    def version_count(self) -> int:
        """How many texts it was handed: the present one counts once, under whichever number it came."""
        earlier = sum(copy.change not in self.present for copy in self.versions)
        return earlier + (earlier < len(self.versions))

    @property
    def dated(self) -> list[tuple[Copy, bool]]:
        """Each version it was handed, and whether it is a present one."""
        return [(copy, copy.change in self.present) for copy in self.versions]

    @property
    def since(self) -> datetime:
        """Since when it has had any version."""
        return min(copy.first_at for copy in self.versions)

    @property
    def last_at(self) -> datetime:
        """When it last asked for any version."""
        return max(copy.last_at for copy in self.versions)

    @property
    def face(self) -> str:
        """By which way the newest version came first, in words."""
        return str(Face(self.newest.face).label)


def holders_of(page: Page) -> list[Holder]:
    """Return who was handed a page's document, as `holders_of_document` does."""
    return holders_of_document(document_id(page.translation_key, page.locale.language_code))


def holders_of_document(public_id: uuid.UUID) -> list[Holder]:
    """Return who was handed a document, in three queries; those who hold something outdated come first."""
    by_partner: dict[int, list[Copy]] = {}
    for copy in copies_of([public_id]):
        by_partner.setdefault(copy.partner_id, []).append(copy)
    if not by_partner:
        return []
    rows = FeedDocument.objects.filter(document_id=public_id, state=State.LIVE)
    shown = dict(rows.values_list("audience", "change"))
    holders = [
        Holder(
            partner,
            tuple(by_partner[partner.pk]),
            is_shown=partner.audience in shown,
            present=present_changes(partner.audience, shown),
        )
        for partner in Partner.objects.filter(pk__in=by_partner)
    ]
    return sorted(holders, key=lambda holder: (holder.is_current, holder.partner.name))


@register_panel
class CopiesPanel(HousePanel):
    """Who shows a page: the partners that were handed it by their key, or whose site embeds it."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """Counts the partners."""

        aria_label = _("Toggle who shows it")
        icon_name = "group"

        def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["count"] = len(self.panel.holders)
            return context

    name = "copies"
    title = pgettext_lazy("panel", "Who shows it")
    template_name = "partnerships/panels/copies.html"
    order = 130

    def __init__(self, object: Page, request: Any) -> None:  # noqa: A002 (Wagtail's name)
        super().__init__(object, request)
        self._holders: list[Holder] | None = None

    @property
    def holders(self) -> list[Holder]:
        """Who was handed the page. Asked once."""
        if self._holders is None:
            self._holders = holders_of(self.object) if self.object.pk else []
        return self._holders

    def answers(self, page: Page) -> dict[str, Any]:
        return {"holders": self.holders, "may_see_partners": self.request.user.has_perm(VIEW)}
