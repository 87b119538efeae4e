"""Everything the room stores, gathered where Django looks for it."""

from cms.selection.calls import Call
from cms.selection.candidates import Attachment, Candidate, Evidence
from cms.selection.criteria import Criterion, SelectionSettings
from cms.selection.decisions import CommitteeDecision, Mandate
from cms.selection.sessions import CommitteeSession, Recusal, Score, Vote

__all__ = [
    "Attachment",
    "Call",
    "Candidate",
    "CommitteeDecision",
    "CommitteeSession",
    "Criterion",
    "Evidence",
    "Mandate",
    "Recusal",
    "Score",
    "SelectionSettings",
    "Vote",
]
