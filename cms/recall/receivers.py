"""A withdrawal noted by hand in a form, or by another room, opens its recall sheet too."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save, pre_save
from django.utils.translation import gettext as _

from cms.feed.sources import Source, register_source
from cms.media.models import Consent, Image
from cms.recall.services import note_withdrawal
from cms.recall.sheets import Cause
from cms.recall.withdrawals import Withdrawal
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.records import Decision


def connect() -> None:
    """Attach everything. Called once, when the app is ready."""
    register_source(Source(Withdrawal, "page", "page_id"))
    # Before the save: afterwards the names of the files made from the picture are forgotten.
    pre_save.connect(note_withdrawn_image, sender=Image, dispatch_uid="recall:image")
    pre_save.connect(note_revoked_consent, sender=Consent, dispatch_uid="recall:consent")
    post_save.connect(note_withdrawn_decision, sender=Decision, dispatch_uid="recall:decision")


def note_withdrawn_image(sender: type[Image], instance: Image, raw: bool = False, **kwargs: Any) -> None:
    """Open a sheet when a picture that was shown is marked as withdrawn."""
    if raw or not instance.pk or not instance.is_withdrawn or not _writes(kwargs, "is_withdrawn"):
        return
    if Image.objects.filter(pk=instance.pk, is_withdrawn=False).exists():
        note_withdrawal(title=instance.title, cause=Cause.FORM, image_ids=[instance.pk])


def note_revoked_consent(sender: type[Consent], instance: Consent, raw: bool = False, **kwargs: Any) -> None:
    """Open a sheet when a consent that stood is ended."""
    if raw or not instance.pk or instance.revoked_at is None or not _writes(kwargs, "revoked_at"):
        return
    if Consent.objects.filter(pk=instance.pk, revoked_at=None).exists():
        detail = _("Consent of %(person)s.") % {"person": instance.person}
        note_withdrawal(title=instance.image.title, cause=Cause.FORM, image_ids=[instance.image_id], detail=detail)


def note_withdrawn_decision(
    sender: type[Decision], instance: Decision, created: bool = False, raw: bool = False, **kwargs: Any
) -> None:
    """Open a sheet when the agreement to a page is taken back."""
    is_withdrawal = instance.kind == Kind.SIGN_OFF and instance.outcome == Outcome.WITHDRAWN
    if created and not raw and is_withdrawal:
        page = instance.page
        note_withdrawal(content_id=page.translation_key, title=page.get_admin_display_title(), cause=Cause.DECISION)


def _writes(kwargs: dict[str, Any], name: str) -> bool:
    return kwargs.get("update_fields") is None or name in kwargs["update_fields"]
