"""Every table of the workflow, for Django to find. Each is described where it stands."""

from cms.workflow.approvals import (
    CompletenessTask,
    PublicationTask,
    ReadersTask,
    ReviewTask,
    SignOffTask,
)
from cms.workflow.events import EditorialEvent, Notice, SentReminder
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.records import Decision, OutgoingMail, RevisionDigest
from cms.workflow.states import BoundTaskState
from cms.workflow.subscriptions import MailPreference

__all__ = [
    "BoundTaskState",
    "CompletenessTask",
    "Decision",
    "EditorialEvent",
    "Kind",
    "MailPreference",
    "Notice",
    "Outcome",
    "OutgoingMail",
    "PublicationTask",
    "ReadersTask",
    "ReviewTask",
    "RevisionDigest",
    "SentReminder",
    "SignOffTask",
]
