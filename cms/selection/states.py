"""The words of the room: where a candidate stands, who put it forward, what was voted and decided."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CandidateState(models.TextChoices):
    """Where a candidate stands on its way to the committee."""

    RECEIVED = "received", pgettext_lazy("candidate", "Received")
    INSTRUCTION = "instruction", pgettext_lazy("candidate", "In instruction")
    COMMITTEE = "committee", pgettext_lazy("candidate", "Before the committee")
    ACCEPTED = "accepted", pgettext_lazy("candidate", "Accepted")
    REFUSED = "refused", pgettext_lazy("candidate", "Refused")
    DEFERRED = "deferred", pgettext_lazy("candidate", "Deferred")
    WITHDRAWN = "withdrawn", pgettext_lazy("candidate", "Withdrawn")


class Origin(models.TextChoices):
    """Who put a candidate forward."""

    CHAMBER = "chamber", _("Nominated by a chamber")
    PUBLIC = "public", _("Public form of the challenge")


class Tie(models.TextChoices):
    """What ties the person who fills in the public form to the company."""

    LEADER = "leader", _("I lead it")
    STAFF = "staff", _("I work there")
    NEIGHBOUR = "neighbour", _("I am a customer, a partner or a neighbour")
    OTHER = "other", _("Another tie")


class Choice(models.TextChoices):
    """A member's vote."""

    YES = "yes", pgettext_lazy("vote", "For")
    NO = "no", pgettext_lazy("vote", "Against")
    ABSTAIN = "abstain", _("Abstention")


class Outcome(models.TextChoices):
    """What the committee decides."""

    ACCEPTED = "accepted", pgettext_lazy("candidate", "Accepted")
    REFUSED = "refused", pgettext_lazy("candidate", "Refused")
    DEFERRED = "deferred", pgettext_lazy("candidate", "Deferred")


# Decisions lead out of COMMITTEE; everything else is a move that somebody makes by hand.
MOVES: dict[CandidateState, frozenset[CandidateState]] = {
    CandidateState.RECEIVED: frozenset({CandidateState.INSTRUCTION, CandidateState.WITHDRAWN}),
    CandidateState.INSTRUCTION: frozenset({CandidateState.COMMITTEE, CandidateState.WITHDRAWN}),
    CandidateState.COMMITTEE: frozenset({CandidateState.INSTRUCTION, CandidateState.WITHDRAWN}),
    CandidateState.DEFERRED: frozenset({CandidateState.INSTRUCTION, CandidateState.WITHDRAWN}),
    CandidateState.ACCEPTED: frozenset(),
    CandidateState.REFUSED: frozenset(),
    CandidateState.WITHDRAWN: frozenset(),
}
OPEN_STATES = frozenset(state for state, moves in MOVES.items() if moves)
