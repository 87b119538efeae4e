"""Wagtail's signals → the record of contents, the workflow that follows an edit, the refusal of what is not cleared."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from wagtail.models import Page, PageLogEntry, Revision
from wagtail.signals import page_published

from cms.feed.sources import Source, register_source
from cms.workflow.fingerprint import fingerprint_of
from cms.workflow.moving import follow_edit
from cms.workflow.publishing import refuse_uncleared
from cms.workflow.records import Decision, RevisionDigest
from cms.workflow.requirements import of_type


def connect() -> None:
    """Attach everything. Called once, when the app is ready."""
    register_source(Source(Decision, "page", "page_id"))
    post_save.connect(note_content, sender=Revision, dispatch_uid="workflow:note_content")
    post_save.connect(refuse_schedule, sender=PageLogEntry, dispatch_uid="workflow:refuse_schedule")
    page_published.connect(refuse_publication, dispatch_uid="workflow:refuse_publication")


def note_content(sender: type[Revision], instance: Revision, raw: bool = False, **kwargs: Any) -> None:
    """Note which content a saved revision carries, and reopen the tasks that the change touched."""
    update_fields = kwargs.get("update_fields")
    if raw or (update_fields is not None and "content" not in update_fields):
        return
    model = instance.content_type.model_class()
    if model is None or not issubclass(model, Page) or not of_type(model):
        return
    digest = fingerprint_of(instance)
    RevisionDigest.objects.update_or_create(revision=instance, defaults={"digest": digest})
    if instance.is_latest_revision():
        page = Page.objects.filter(pk=instance.object_id).first()
        if page is not None:
            follow_edit(page, digest, instance.user)


def refuse_publication(sender: type[Page], instance: Page, revision: Revision | None = None, **kwargs: Any) -> None:
    """Refuse what is published now, or scheduled, without being cleared. An alias is judged through its source."""
    if instance.alias_of_id is None and of_type(type(instance)):
        refuse_uncleared(instance, revision)


def refuse_schedule(sender: type[PageLogEntry], instance: PageLogEntry, created: bool = False, **kwargs: Any) -> None:
    """Refuse a schedule that is not cleared.

    Source: scheduling a new version of a live page sends no signal; it only leaves this entry
    (wagtail/actions/publish_revision.py, 8.0.1).
    """
    if not created or instance.action != "wagtail.publish.schedule" or instance.revision is None:
        return
    page = instance.revision.as_object()
    if page.alias_of_id is None and of_type(type(page)):
        refuse_uncleared(page, instance.revision, user=instance.user)
