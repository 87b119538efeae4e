"""Sessions in the admin: who is there, the quorum of each candidate as it stands, votes, decisions, minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from cms.selection.admin.actions import CandidateAction, attempt, require, session_url
from cms.selection.admin.forms import DecisionForm, PresenceForm, SessionForm
from cms.selection.admin.mandates import day
from cms.selection.candidates import Candidate
from cms.selection.deciding import Terms, decide
from cms.selection.members import is_recused, name_of, quorum_of
from cms.selection.scoring import may_see_scores, tally
from cms.selection.sessions import CommitteeSession, Vote
from cms.selection.states import CandidateState, Choice, Outcome
from cms.selection.voting import cast_vote, close_session, count_of, may_vote, set_presence


class SessionCreateView(generic.CreateView):
    """A new session."""

    def get_success_url(self) -> str:
        """Go on to the session's page."""
        return session_url(self.object)


class SessionEditView(generic.EditView):
    """Date, place, chair and minutes, until the session is closed."""

    def get_object(self, queryset: Any = None) -> Any:
        """Keep closed minutes closed."""
        found = super().get_object(queryset)
        if not found.is_open:
            raise PermissionDenied
        return found

    def get_success_url(self) -> str:
        """Go back to the session's page."""
        return session_url(self.object)


class SessionIndexView(generic.IndexView):
    """The list: a click leads to the session's page."""

    def get_edit_url(self, instance: Any) -> Any:
        """Lead to the page."""
        return self.get_inspect_url(instance)


class SessionInspectView(generic.InspectView):
    """One session, candidate by candidate."""

    page_title = _("Session")
    template_name = "selection/admin/session.html"

    def get_edit_url(self) -> Any:
        """Offer the form while it may be used."""
        return super().get_edit_url() if self.object.is_open else None

    def get_fields_context(self) -> list[dict[str, Any]]:
        """Return nothing: our template lays the session out itself."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather presence, the candidates to decide on, and what was decided."""
        session, user = self.object, self.request.user
        waiting = Candidate.objects.filter(state=CandidateState.COMMITTEE) if session.is_open else []
        may_decide = session.is_open and user.has_perm("selection.decide_candidate")
        return {
            **super().get_context_data(**kwargs),
            "session": session,
            "chair": name_of(session.chair),
            "present": [name_of(member) for member in session.present.order_by("last_name", "pk")],
            "presence_form": PresenceForm(session=session)
            if session.is_open and user.has_perm("selection.change_committeesession")
            else None,
            "items": [self._item(candidate) for candidate in waiting],
            "decisions": [
                (decision, is_recused(user, decision.candidate))
                for decision in session.decisions.select_related("candidate").order_by("recorded_at")
            ],
            "may_decide": may_decide,
            "may_change": session.is_open and user.has_perm("selection.change_committeesession"),
        }

    def _item(self, candidate: Candidate) -> dict[str, Any]:
        """Return what the reader may know of one candidate: nothing but its name if they are recused."""
        session, user = self.object, self.request.user
        if is_recused(user, candidate):
            return {"candidate": candidate, "anchor": f"candidate-{candidate.pk}", "is_recused": True}
        own = Vote.objects.filter(session=session, candidate=candidate, member=user).first()
        votes = may_vote(user, session, candidate)
        sees_votes = user.has_perm("selection.view_vote") and (own is not None or not votes)
        return {
            "candidate": candidate,
            "anchor": f"candidate-{candidate.pk}",
            "quorum": quorum_of(session, candidate),
            "recusals": [name_of(recusal.member) for recusal in candidate.recusals.select_related("member")],
            "may_vote": votes,
            "own": own,
            "choices": Choice.choices,
            "count": count_of(session, candidate) if sees_votes else None,
            "tally": tally(candidate) if may_see_scores(user, candidate) else None,
        }


class SessionViewSet(ModelViewSet):
    """Sessions of the committee."""

    model = CommitteeSession
    name = "selection_sessions"
    url_prefix = "selection/sessions"
    icon = "group"
    menu_label = _("Sessions")
    index_view_class = SessionIndexView
    add_view_class = SessionCreateView
    edit_view_class = SessionEditView
    inspect_view_class = SessionInspectView
    inspect_view_enabled = True
    inspect_template_name = "selection/admin/session.html"
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = [
        "__str__",
        "place",
        Column("chair", label=_("Chair")),
        Column("closed_at", label=_("Closed on"), accessor=lambda one: day(one.closed_at) if one.closed_at else "–"),
    ]

    def get_edit_handler(self) -> ObjectList:
        """Lay the form out."""
        panels = [
            FieldRowPanel([FieldPanel("held_on"), FieldPanel("place")]),
            FieldPanel("chair"),
            FieldPanel("minutes"),
        ]
        return ObjectList(panels, base_form_class=SessionForm).bind_to_model(self.model)


@require_POST
def presence(request: HttpRequest, session_id: int) -> HttpResponse:
    """Say who is in the room: every quorum follows."""
    require(request, "change_committeesession")
    session = get_object_or_404(CommitteeSession, pk=session_id)
    form = PresenceForm(request.POST, session=session)
    if form.is_valid():
        members = form.cleaned_data["present"]
        attempt(request, lambda: set_presence(session, members, user=request.user), done=_("Presence was recorded."))
    return redirect(session_url(session))


@require_POST
def vote(request: HttpRequest, session_id: int, candidate_id: int) -> HttpResponse:
    """Cast or change one's own vote."""
    require(request, "add_vote")
    session = get_object_or_404(CommitteeSession, pk=session_id)
    candidate = get_object_or_404(Candidate, pk=candidate_id)
    choice = request.POST.get("choice", "")
    if choice not in Choice.values:
        raise Http404
    attempt(
        request,
        lambda: cast_vote(session, candidate, request.user, Choice(choice)),
        done=_("Your vote on “%(name)s” was recorded: %(vote)s.")
        % {"name": candidate, "vote": Choice(choice).label},
    )  # fmt: skip
    return redirect(f"{session_url(session)}#candidate-{candidate.pk}-section")


@require_POST
def close(request: HttpRequest, session_id: int) -> HttpResponse:
    """End the session."""
    require(request, "decide_candidate")
    session = get_object_or_404(CommitteeSession, pk=session_id)
    attempt(request, lambda: close_session(session, user=request.user), done=_("The session is closed."))
    return redirect(session_url(session))


class Decide(CandidateAction):
    """Record what the committee has decided on a candidate."""

    permissions = ("decide_candidate",)
    form_class = DecisionForm
    page_title = _("Record the decision")
    submit_label = _("Record the decision")
    done = _("The decision was recorded.")

    def load(self) -> None:
        """Read the session too; who is recused records nothing."""
        super().load()
        self.session = get_object_or_404(CommitteeSession, pk=self.kwargs["session_id"])
        if is_recused(self.request.user, self.candidate):
            raise PermissionDenied

    def get_success_url(self) -> str:
        """Go back to the session."""
        return session_url(self.session)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the session."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("selection_sessions:index"), "label": _("Sessions")},
            {"url": session_url(self.session), "label": str(self.session)},
            {"url": "", "label": self.get_page_title(), "sublabel": str(self.candidate)},
        ]

    def act(self, form: Any) -> None:
        """Decide; an acceptance makes the draft in the same transaction."""
        data = form.cleaned_data
        is_yes = data["outcome"] == Outcome.ACCEPTED
        decide(
            self.session,
            self.candidate,
            Outcome(data["outcome"]),
            motivation=data["motivation"],
            user=self.request.user,
            terms=Terms(data["first_day"], data["last_day"]) if is_yes else None,
        )

    def notes(self) -> Sequence[str | Promise]:
        """Say what the room says now."""
        quorum, count = quorum_of(self.session, self.candidate), count_of(self.session, self.candidate)
        result = count.result.label if count.result else _("nothing")
        return [
            _("Quorum: %(present)d present of %(eligible)d who may vote, %(needed)d needed.")
            % {"present": quorum.present, "eligible": quorum.eligible, "needed": quorum.needed},
            _("Votes: %(yes)d for, %(no)d against, %(abstain)d abstentions. They decide: %(result)s.")
            % {"yes": count.votes_for, "no": count.votes_against, "abstain": count.abstentions, "result": result},
        ]
