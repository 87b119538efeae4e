"""How long the lower rooms keep personal data, and what happens then. The durations are those of docs/rgpd.md."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from wagtail.log_actions import registry as log_registry
from wagtail.models import UploadedFile

from cms.media.models import Consent
from cms.media.privacy import ERASED, normal
from cms.recall.sheets import RecallRecipient, RecallSheet
from cms.recall.staff import close_account
from cms.workflow.privacy import Retention, register_retention
from cms.workflow.records import OutgoingMail

DAY = timedelta(days=1)
YEAR = 365 * DAY


def delete_mails(before: datetime) -> int:
    """Delete the rows of mails: their texts went when they left, but they still name the recipient."""
    return OutgoingMail.objects.filter(created_at__lt=before).delete()[0]


def empty_recalls(before: datetime) -> int:
    """Forget who asked, and the contacts, of sheets closed before; what was recalled and when stays."""
    old = RecallSheet.objects.filter(closed_at__lt=before)
    named = old.exclude(requested_by="", reason="", detail="")
    count = named.update(requested_by="", reason="", detail="")
    people = RecallRecipient.objects.filter(sheet__in=old).exclude(contact="", note="")
    return count + people.update(contact="", note="")


def empty_consents(before: datetime) -> int:
    """Forget the person and the signed paper of consents that ended before. They go on counting as ended.

    Shape: one that was given again since stays whole: the rights compare what one person signed, by name.
    """
    ended = Consent.objects.filter(Q(revoked_at__lt=before) | Q(consent_until__lt=before)).exclude(person=ERASED)
    count = 0
    for row in ended:
        others = Consent.objects.filter(image_id=row.image_id, revoked_at=None).exclude(pk=row.pk)
        if any(normal(other.person) == normal(row.person) for other in others):
            continue
        if row.proof:
            _delete_on_commit(row)
        row.person, row.proof, row.proof_note = ERASED, "", ""
        row.parent_1 = row.parent_2 = ""
        row.save()
        count += 1
    return count


def empty_log(before: datetime) -> int:
    """Take people and details out of old entries of the audit log; what happened to what, and when, stays."""
    count = 0
    for model in log_registry.get_log_entry_models():
        old = model.objects.filter(timestamp__lt=before).exclude(user=None, data={})
        count += old.update(user=None, data={})
    return count


def close_accounts(before: datetime) -> int:
    """Empty the accounts that are closed and were not used since."""
    closed = get_user_model()._default_manager.filter(is_active=False).exclude(email="", first_name="", last_name="")
    unused = closed.filter(Q(last_login__lt=before) | Q(last_login=None, date_joined__lt=before))
    for user in unused:
        close_account(user)
    return len(unused)


def delete_uploads(before: datetime) -> int:
    """Delete files that somebody sent and never described."""
    count = 0
    for upload in UploadedFile.objects.order_by("pk"):
        storage, name = upload.file.storage, upload.file.name
        if storage.exists(name) and storage.get_modified_time(name) >= before:
            continue
        transaction.on_commit(partial(storage.delete, name))
        upload.delete()
        count += 1
    return count


def delete_sessions(before: datetime) -> int:
    """Delete sessions that have expired."""
    return Session.objects.filter(expire_date__lt=before).delete()[0]


def _delete_on_commit(row: Consent) -> None:
    storage, name = row.proof.storage, str(row.proof.name)
    transaction.on_commit(lambda: storage.delete(name))


for retention in (
    Retention("mails", 180 * DAY, delete_mails),
    Retention("recalls", 5 * YEAR, empty_recalls),
    Retention("consents", 5 * YEAR, empty_consents),
    Retention("audit-log", 5 * YEAR, empty_log),
    Retention("accounts", 2 * YEAR, close_accounts),
    Retention("uploads", 7 * DAY, delete_uploads),
    Retention("sessions", 0 * DAY, delete_sessions),
):
    register_retention(retention)
