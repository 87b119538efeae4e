"""Instructing a candidate: moves, evidence, scores, recusals, and the private papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.log_actions import log

from cms.selection.admin.actions import CandidateAction, attempt, back_to, require
from cms.selection.admin.forms import EvidenceForm, RecusalForm, RecuseMemberForm, ScoreForm
from cms.selection.candidates import Attachment, Candidate, Evidence, Paper
from cms.selection.instruction import lift_recusal, move, recuse
from cms.selection.members import is_member, is_recused
from cms.selection.papers import MEDIA_TYPES, keep
from cms.selection.scoring import give_scores, may_score
from cms.selection.sessions import Recusal
from cms.selection.states import CandidateState

_KINDS: dict[str, type[Paper]] = {"attachment": Attachment, "evidence": Evidence}


@require_POST
def move_candidate(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Take a candidate where a button says."""
    require(request, "change_candidate")
    candidate = get_object_or_404(Candidate, pk=candidate_id)
    target = request.POST.get("to", "")
    if target not in CandidateState.values:
        raise Http404
    attempt(
        request,
        lambda: move(candidate, CandidateState(target), user=request.user),
        done=_("“%(name)s”: %(state)s.") % {"name": candidate, "state": CandidateState(target).label},
    )
    return back_to(candidate)


class EvidenceAction(CandidateAction):
    """A form about evidence."""

    form_class = EvidenceForm
    submit_label = _("Save")
    done = _("The evidence was saved.")

    def load(self) -> None:
        """Read the candidate, and refuse once it is closed."""
        super().load()
        if not self.candidate.is_open:
            raise PermissionDenied

    def act(self, form: Any) -> None:
        """Save the row, with its file under a name that nobody can guess."""
        former = form.initial.get("file")
        piece: Evidence = form.save(commit=False)
        if "file" in form.changed_data and form.cleaned_data["file"]:
            keep(piece, form.cleaned_data["file"])
            if former:
                storage, name = piece.file.storage, former.name
                transaction.on_commit(lambda: storage.delete(name))
        piece.save()
        log(self.candidate, "fabrique.evidence", user=self.request.user, data={"criterion": piece.criterion.code})


class AddEvidence(EvidenceAction):
    """A new piece of evidence."""

    permissions = ("add_evidence",)
    page_title = _("Add evidence")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Begin with the criterion whose button was pressed."""
        fresh = Evidence(candidate=self.candidate, added_by_id=self.request.user.pk)
        chosen = self.request.GET.get("criterion", "")
        return {
            **super().get_form_kwargs(),
            "instance": fresh,
            "initial": {"criterion": chosen} if chosen.isdecimal() else {},
        }


class EditEvidence(EvidenceAction):
    """A piece of evidence, corrected."""

    permissions = ("change_evidence",)
    page_title = _("Correct the evidence")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Open the row that the address names, of this candidate only."""
        piece = get_object_or_404(Evidence, pk=self.kwargs["evidence_id"], candidate=self.candidate)
        return {**super().get_form_kwargs(), "instance": piece}


@require_POST
def delete_evidence(request: HttpRequest, candidate_id: int, evidence_id: int) -> HttpResponse:
    """Take a piece of evidence back, with its file."""
    require(request, "delete_evidence")
    candidate = get_object_or_404(Candidate, pk=candidate_id)
    if not candidate.is_open:
        raise PermissionDenied
    piece = get_object_or_404(Evidence, pk=evidence_id, candidate=candidate)

    def work() -> None:
        if piece.file:
            # A rollback would bring back the row, but not its file.
            storage, name = piece.file.storage, str(piece.file.name)
            transaction.on_commit(lambda: storage.delete(name))
        log(candidate, "fabrique.evidence_delete", user=request.user, data={"criterion": piece.criterion.code})
        piece.delete()

    attempt(request, work, done=_("The evidence was deleted."))
    return back_to(candidate)


class GiveScores(CandidateAction):
    """A member's own scores."""

    permissions = ("add_score",)
    form_class = ScoreForm
    template_name = "selection/admin/scores.html"
    page_title = _("My scores")
    submit_label = _("Save my scores")
    done = _("Your scores were saved.")

    def load(self) -> None:
        """Let in who may score this candidate now."""
        super().load()
        if not may_score(self.request.user, self.candidate):
            raise PermissionDenied

    def get_form_kwargs(self) -> dict[str, Any]:
        """Open with what was given before."""
        return {**super().get_form_kwargs(), "candidate": self.candidate, "member": self.request.user}

    def act(self, form: Any) -> None:
        """Record them."""
        give_scores(self.candidate, self.request.user, form.scores())


class RecuseMyself(CandidateAction):
    """A member steps aside."""

    permissions = ("add_recusal",)
    form_class = RecusalForm
    page_title = _("Recuse myself")
    submit_label = _("Recuse myself")
    done = _("You are recused for this candidate.")

    def load(self) -> None:
        """Let in members who are not recused yet."""
        super().load()
        if not is_member(self.request.user) or is_recused(self.request.user, self.candidate):
            raise PermissionDenied

    def act(self, form: Any) -> None:
        """Record it."""
        recuse(self.candidate, self.request.user, reason=form.cleaned_data["reason"], user=self.request.user)

    def notes(self) -> Sequence[str | Promise]:
        """Say what it means."""
        return [
            _("You will neither see its scores, nor score it, nor vote on it, nor count for its quorum."),
            _("Scores and votes that you have given are dropped. Only those who record decisions can take this back."),
        ]


class RecuseMember(CandidateAction):
    """Somebody else's recusal, said in the room."""

    permissions = ("decide_candidate",)
    form_class = RecuseMemberForm
    page_title = _("Recuse a member")
    submit_label = _("Recuse this member")
    done = _("The member is recused for this candidate.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the members who are not recused."""
        return {**super().get_form_kwargs(), "candidate": self.candidate}

    def act(self, form: Any) -> None:
        """Record it."""
        data = form.cleaned_data
        recuse(self.candidate, data["member"], reason=data["reason"], user=self.request.user)


@require_POST
def lift(request: HttpRequest, candidate_id: int, recusal_id: int) -> HttpResponse:
    """Take back a recusal."""
    require(request, "decide_candidate")
    recusal = get_object_or_404(Recusal, pk=recusal_id, candidate_id=candidate_id)
    attempt(request, lambda: lift_recusal(recusal, user=request.user), done=_("The recusal was lifted."))
    return back_to(recusal.candidate)


@require_safe
def paper(request: HttpRequest, kind: str, paper_id: int) -> FileResponse:
    """Send a private file to those who may see its candidate, never to be shown as a page of ours.

    Errors: PermissionDenied, Http404.
    """
    require(request, "view_candidate")
    row = get_object_or_404(_KINDS[kind], pk=paper_id)
    name = row.file.name
    if not name or not row.file.storage.exists(name):
        raise Http404
    response = FileResponse(
        row.file.storage.open(name, "rb"),
        as_attachment=True,
        filename=row.file_name or name.rpartition("/")[2],
        content_type=MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream"),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
