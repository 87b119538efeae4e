"""A new version of a portrait ends the proof that was sent of the former one."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_migrate, post_save
from wagtail.models import Page, Revision

from cms.feed.transaction import editorial_transaction
from cms.signoff import guard
from cms.signoff.choices import Status
from cms.signoff.inviting import supersede
from cms.signoff.reminding import send_due_reminders
from cms.signoff.requests import SignOffRequest
from cms.workflow import reminders
from cms.workflow.fingerprint import fingerprint_of


def connect() -> None:
    """Attach the receivers. Called once, when the app is ready."""
    post_save.connect(follow_revision, sender=Revision, dispatch_uid="signoff:follow_revision")
    reminders.register(send_due_reminders)
    post_migrate.connect(_install_guard, dispatch_uid="signoff:guard")


def follow_revision(sender: type[Revision], instance: Revision, raw: bool = False, **kwargs: Any) -> None:
    """End the proof that waits if this revision says something else. A swapped photo file is noticed at the opening."""
    update_fields = kwargs.get("update_fields")
    if raw or (update_fields is not None and "content" not in update_fields):
        return
    model = instance.content_type.model_class()
    if model is None or not issubclass(model, Page):
        return
    page = Page.objects.select_related("locale").filter(pk=instance.object_id).first()
    waiting = _waiting_for(page) if page is not None and instance.is_latest_revision() else None
    bound = waiting.digests.get(page.locale.language_code) if waiting is not None and page is not None else None
    # The page itself names its latest revision only after this signal.
    if waiting is not None and bound is not None and fingerprint_of(instance) != bound:
        with editorial_transaction():
            supersede(waiting)


def _waiting_for(page: Page) -> SignOffRequest | None:
    return SignOffRequest.objects.filter(content_id=page.translation_key, status=Status.PENDING).first()


def _install_guard(sender: Any, **kwargs: Any) -> None:
    if sender.label == "signoff":
        guard.install()
