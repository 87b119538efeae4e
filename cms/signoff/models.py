"""Every table of the sign-off, for Django to find. Each is described where it stands."""

from cms.signoff.choices import DECIDED, Purpose, RecordKind, Status, Use
from cms.signoff.records import ChainHead, PersonalPart, SignOffRecord
from cms.signoff.requests import Contact, MagicLink, SignOffRequest

__all__ = [
    "DECIDED",
    "ChainHead",
    "Contact",
    "MagicLink",
    "PersonalPart",
    "Purpose",
    "RecordKind",
    "SignOffRecord",
    "SignOffRequest",
    "Status",
    "Use",
]
