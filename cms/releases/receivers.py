"""A change of what a publisher has decided on is told at once, not only when the release stops."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from cms.releases.holding import holding_item
from cms.releases.models import State
from cms.releases.notifying import tell_changed
from cms.workflow.decisions import digest_of


def connect() -> None:
    """Attach the receiver. Called once, when the app is ready."""
    post_save.connect(tell_of_change, sender=Revision, dispatch_uid="releases:tell_of_change")


def tell_of_change(sender: type[Revision], instance: Revision, raw: bool = False, **kwargs: Any) -> None:
    """Tell who decided that a page of a scheduled release now says something else. Once for each new content."""
    update_fields = kwargs.get("update_fields")
    if raw or (update_fields is not None and "content" not in update_fields):
        return
    model = instance.content_type.model_class()
    if model is None or not issubclass(model, Page):
        return
    page = Page.objects.filter(pk=instance.object_id).first()
    item = holding_item(page) if page is not None else None
    if item is None or item.release.state != State.SCHEDULED or not item.frozen_digest:
        return
    digest = digest_of(instance)
    if digest in {item.frozen_digest, item.warned_digest} or not instance.is_latest_revision():
        return
    item.warned_digest = digest
    item.save(update_fields=["warned_digest"])
    log(instance=item.release, action="fabrique.release.changed", user=instance.user, data={"titles": [item.title]})
    tell_changed(item, by=get_user_display_name(instance.user) if instance.user else "")
