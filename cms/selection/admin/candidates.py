"""Candidates in the admin: the list, the form, and the page where one candidate is looked at."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from cms.selection.admin.actions import candidate_url
from cms.selection.admin.forms import CandidateForm
from cms.selection.candidates import Candidate
from cms.selection.criteria import Criterion
from cms.selection.instruction import obstacles
from cms.selection.members import is_member, is_recused
from cms.selection.scoring import may_score, may_see_scores, tally
from cms.selection.states import MOVES, CandidateState

# What a button says, rather than the state that it leads to.
MOVE_LABELS = {
    CandidateState.INSTRUCTION: _("Start the instruction"),
    CandidateState.COMMITTEE: _("Bring before the committee"),
    CandidateState.WITHDRAWN: _("Withdrawn by the candidate"),
}


class CandidateCreateView(generic.CreateView):
    """A chamber's nomination."""

    def get_success_url(self) -> str:
        """Go on to the candidate's page: that is where the work is."""
        return candidate_url(self.object)


class CandidateEditView(generic.EditView):
    """The company's data, until the candidate is closed."""

    def get_object(self, queryset: Any = None) -> Any:
        """Keep what was decided on as it was decided on."""
        found = super().get_object(queryset)
        if not found.is_open:
            raise PermissionDenied
        return found

    def get_success_url(self) -> str:
        """Go back to the candidate's page."""
        return candidate_url(self.object)


class CandidateInspectView(generic.InspectView):
    """One candidate: its data, the evidence per criterion, the scores for those who may see them, its history."""

    page_title = _("Candidate")
    template_name = "selection/admin/candidate.html"

    def get_edit_url(self) -> Any:
        """Offer the form while it may be used."""
        return super().get_edit_url() if self.object.is_open else None

    def get_fields_context(self) -> list[dict[str, Any]]:
        """Return nothing: our template lays the fields out itself."""
        return []

    @cached_property
    def pieces(self) -> dict[int, list[Any]]:
        """The evidence by criterion."""
        found: dict[int, list[Any]] = {}
        for piece in self.object.evidence.select_related("criterion", "added_by"):
            found.setdefault(piece.criterion_id, []).append(piece)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather what the reader may see: recused members see no scores, writers neither scores nor votes."""
        candidate, user = self.object, self.request.user
        allowed = user.get_all_permissions()
        recused = is_recused(user, candidate)
        sees_scores = may_see_scores(user, candidate)
        return {
            **super().get_context_data(**kwargs),
            "candidate": candidate,
            "moves": self._moves(),
            "obstacles": obstacles(candidate) if candidate.state == CandidateState.INSTRUCTION else [],
            "criteria": [(one, self.pieces.get(one.pk, [])) for one in self._criteria()],
            "may_add_evidence": candidate.is_open and "selection.add_evidence" in allowed,
            "may_change_evidence": candidate.is_open and "selection.change_evidence" in allowed,
            "may_delete_evidence": candidate.is_open and "selection.delete_evidence" in allowed,
            "may_score": may_score(user, candidate),
            "may_recuse": candidate.is_open and "selection.add_recusal" in allowed and is_member(user) and not recused,
            "may_recuse_others": candidate.is_open and "selection.decide_candidate" in allowed,
            "is_recused": recused,
            "sees_committee": "selection.view_score" in allowed,
            "tally": tally(candidate) if sees_scores else None,
            "recusals": candidate.recusals.select_related("member") if "selection.view_recusal" in allowed else [],
            "decisions": candidate.decisions.select_related("session"),
            "sees_motivation": "selection.view_vote" in allowed and not recused,
            "twins": candidate.twins(),
            "sees_mandates": "selection.view_mandate" in allowed,
        }

    def _criteria(self) -> list[Criterion]:
        return [one for one in Criterion.objects.all() if one.is_active or one.pk in self.pieces]

    def _moves(self) -> list[dict[str, Any]]:
        if not self.request.user.has_perm("selection.change_candidate"):
            return []
        state = CandidateState(self.object.state)
        order = (CandidateState.INSTRUCTION, CandidateState.COMMITTEE, CandidateState.WITHDRAWN)
        return [
            {
                "target": target.value,
                "label": _("Back to instruction")
                if state == CandidateState.COMMITTEE and target == order[0]
                else label,
                "is_last": target == CandidateState.WITHDRAWN,
            }
            for target in order
            if target in MOVES[state]
            for label in (MOVE_LABELS[target],)
        ]


class CandidateIndexView(generic.IndexView):
    """The list: a click leads to the candidate's page, not to its form."""

    def get_edit_url(self, instance: Any) -> Any:
        """Lead to the page."""
        return self.get_inspect_url(instance)


class CandidateViewSet(ModelViewSet):
    """Candidates."""

    model = Candidate
    name = "selection_candidates"
    url_prefix = "selection/candidates"
    icon = "user"
    menu_label = _("Candidates")
    index_view_class = CandidateIndexView
    add_view_class = CandidateCreateView
    edit_view_class = CandidateEditView
    inspect_view_class = CandidateInspectView
    inspect_view_enabled = True
    inspect_template_name = "selection/admin/candidate.html"
    copy_view_enabled = False
    add_to_reference_index = False
    search_fields = ["company_name", "receipt", "siren", "contact_name", "leader_name"]
    search_backend_name = None
    list_display = [
        "company_name",
        Column("get_state_display", label=_("State"), sort_key="state"),
        Column("get_origin_display", label=_("Origin"), sort_key="origin"),
        "cohort",
        DateColumn("received_at", label=_("Received on"), sort_key="received_at"),
        "receipt",
    ]
    list_filter = ["state", "origin", "chamber", "cohort", "call"]
    ordering = "-received_at"

    def get_edit_handler(self) -> ObjectList:
        """Lay the form out as on the portrait."""
        return ObjectList(Candidate.panels, base_form_class=CandidateForm).bind_to_model(self.model)
