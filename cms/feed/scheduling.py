"""What is due by the clock: revisions to publish, objects to expire. Each is re-read under the lock before it acts."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision


def due_for_expiry() -> list[Any]:
    """List the live objects whose expiry has passed, earliest first."""
    models = [Page, *(m for m in apps.get_models() if issubclass(m, DraftStateMixin) and not issubclass(m, Page))]
    now = timezone.now()
    return [
        found for model in models for found in model.objects.filter(live=True, expire_at__lt=now).order_by("expire_at")
    ]


def due_for_publication() -> list[Revision]:
    """List the revisions approved to go live by now, earliest first."""
    return list(Revision.objects.filter(approved_go_live_at__lt=timezone.now()).order_by("approved_go_live_at"))


def expire(found: Any) -> None:
    """Unpublish an object if it is still live and still expired."""
    fresh = type(found).objects.filter(pk=found.pk, live=True, expire_at__lt=timezone.now()).first()
    if fresh is not None:
        target = fresh.specific if isinstance(fresh, Page) else fresh
        target.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def publish(revision: Revision) -> None:
    """Publish a revision if it is still approved to go live."""
    fresh = Revision.objects.filter(pk=revision.pk, approved_go_live_at__lt=timezone.now()).first()
    if fresh is not None:
        fresh.publish(log_action="wagtail.publish.scheduled")
