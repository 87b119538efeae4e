"""Addresses of the actions of this room, under the admin; the lists and pages are those of the viewsets."""

from __future__ import annotations

from django.urls import path, re_path

from cms.selection.admin import instruction, mandates, sessions

_ONE = "selection/candidates/<int:candidate_id>/"
_SESSION = "selection/sessions/<int:session_id>/"
_MANDATE = "selection/mandates/<int:mandate_id>/"

urlpatterns = [
    path(f"{_ONE}move/", instruction.move_candidate, name="selection_move"),
    path(f"{_ONE}evidence/add/", instruction.AddEvidence.as_view(), name="selection_evidence_add"),
    path(f"{_ONE}evidence/<int:evidence_id>/", instruction.EditEvidence.as_view(), name="selection_evidence_edit"),
    path(f"{_ONE}evidence/<int:evidence_id>/delete/", instruction.delete_evidence, name="selection_evidence_delete"),
    path(f"{_ONE}scores/", instruction.GiveScores.as_view(), name="selection_scores"),
    path(f"{_ONE}recuse/", instruction.RecuseMyself.as_view(), name="selection_recuse"),
    path(f"{_ONE}recuse-member/", instruction.RecuseMember.as_view(), name="selection_recuse_member"),
    path(f"{_ONE}recusals/<int:recusal_id>/lift/", instruction.lift, name="selection_recusal_lift"),
    re_path(
        r"^selection/papers/(?P<kind>attachment|evidence)/(?P<paper_id>\d+)/$",
        instruction.paper,
        name="selection_paper",
    ),
    path(f"{_SESSION}presence/", sessions.presence, name="selection_presence"),
    path(f"{_SESSION}close/", sessions.close, name="selection_close"),
    path(f"{_SESSION}vote/<int:candidate_id>/", sessions.vote, name="selection_vote"),
    path(f"{_SESSION}decide/<int:candidate_id>/", sessions.Decide.as_view(), name="selection_decide"),
    path(f"{_MANDATE}renew/", mandates.Renew.as_view(), name="selection_renew"),
    path(f"{_MANDATE}shorten/", mandates.Shorten.as_view(), name="selection_shorten"),
    path(f"{_MANDATE}withdraw/", mandates.Withdraw.as_view(), name="selection_withdraw"),
    path("selection/admit/", mandates.Admit.as_view(), name="selection_admit"),
]
