"""The workflows of the house: which tasks, in which order, for which content. Data; `setup_workflows` writes it."""

from __future__ import annotations

from dataclasses import dataclass

from cms.workflow.approvals import (
    CompletenessTask,
    HouseTask,
    PublicationTask,
    ReadersTask,
    ReviewTask,
    SignOffTask,
)
from cms.workflow.kinds import Kind
from cms.workflow.requirements import DEFAULT, TRANSLATION
from cms.workflow.roles import Role


@dataclass(frozen=True)
class Step:
    """A task of a workflow. Shape: `group` is the name of the group that decides, or "" where no group does."""

    kind: Kind
    task: type[HouseTask]
    name: str
    group: str = ""


@dataclass(frozen=True)
class Plan:
    """A workflow and its steps in order."""

    name: str
    steps: tuple[Step, ...]

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The decisions that it collects, in order."""
        return tuple(step.kind for step in self.steps)


REVIEW = Step(Kind.REVIEW, ReviewTask, "Relecture", Role.REVIEW.value)
COMPLETENESS = Step(Kind.COMPLETENESS, CompletenessTask, "Droits et complétude")
SIGN_OFF = Step(Kind.SIGN_OFF, SignOffTask, "Bon à tirer")
READERS = Step(Kind.READERS, ReadersTask, "Comité de lecture")
PUBLICATION = Step(Kind.PUBLICATION, PublicationTask, "Publication", Role.PUBLICATION.value)

# Every page that no other plan concerns: it is assigned to the root of the tree.
NEWS = Plan("Actualité", (REVIEW, COMPLETENESS, PUBLICATION))
PORTRAIT = Plan("Portrait", (REVIEW, COMPLETENESS, SIGN_OFF, PUBLICATION))
WHITE_PAPER = Plan("Livre blanc", (REVIEW, COMPLETENESS, READERS, PUBLICATION))
TRANSLATIONS = Plan("Traduction", (REVIEW, PUBLICATION))
PLANS = (NEWS, PORTRAIT, WHITE_PAPER, TRANSLATIONS)

assert NEWS.kinds == DEFAULT  # noqa: S101 (a plan that collects other decisions than the gate asks for publishes nothing)
assert TRANSLATIONS.kinds == TRANSLATION  # noqa: S101


def reviewers_of(language: str) -> str:
    """Return the name of the group that reviews one language, where a house has made one."""
    return f"{Role.REVIEW.value} ({language})"


def translation_plan(language: str) -> Plan:
    """Return the workflow of a language that has reviewers of its own."""
    name = reviewers_of(language)
    return Plan(f"{TRANSLATIONS.name} ({language})", (Step(Kind.REVIEW, ReviewTask, name, name), PUBLICATION))


def plan_for(kinds: tuple[Kind, ...]) -> Plan | None:
    """Return the plan that collects these decisions."""
    return next((plan for plan in PLANS if plan.kinds == kinds), None)
