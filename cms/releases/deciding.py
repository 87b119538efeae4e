"""The publisher's decision on a release: these contents, now or at a time. Each is bound to what it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.feed.transaction import mark_dirty
from cms.releases import composing
from cms.releases.freezing import freeze, named, unfreeze
from cms.releases.models import Release, ReleaseItem, State
from cms.releases.publishing import publish_release
from cms.releases.readiness import readiness
from cms.releases.refusals import ReleaseRefused

PUBLISH = "releases.publish_release"
Seen = Mapping[str, str]


def key_of(item: ReleaseItem) -> str:
    """Return the name of an item in forms: content and language."""
    return f"{item.content_id}.{item.locale_id}"


def decide(release: Release, *, user: Any, seen: Seen, publish_at: datetime | None = None) -> Release:
    """Decide to publish exactly what was seen, at a time or at once.

    Shape: `seen` is the fingerprint of each item that goes out, by `key_of`. At once means: scheduled for this instant
    and published as soon as this transaction is committed; should the process die in between, the minute job does it.
    Errors: PermissionDenied; ReleaseRefused if something is missing, or has changed since it was seen.
    """
    if not user.has_perm(PUBLISH):
        raise PermissionDenied
    release = composing.locked(release)
    now = timezone.now()
    if publish_at is not None and publish_at <= now:
        raise ReleaseRefused(_("This time has passed: choose a later one, or publish now."))
    items = composing.settle_items(release)
    release.publish_at, release.state = publish_at or now, State.SCHEDULED
    found = readiness(release, now=now, items=items)
    if not found.going_out:
        raise ReleaseRefused(_("This release is empty: add pages first."))
    lines = [f"{named(one)} {obstacle.message}" for one in found.going_out for obstacle in one.blocking]
    if lines:
        raise ReleaseRefused("\n".join(lines))
    if dict(seen) != {key_of(standing.item): standing.digest for standing in found.going_out}:
        raise ReleaseRefused(_("Something has changed since you looked at it: look again, then decide."))
    for standing in found.going_out:
        freeze(standing, user)
    release.decided_by, release.stop_reason, release.stopped_at = user, "", None
    release.save()
    digests = {key_of(standing.item): standing.digest for standing in found.going_out}
    log(
        instance=release,
        action="fabrique.release.schedule" if publish_at else "fabrique.release.publish_now",
        user=user,
        data={"publish_at": release.publish_at.isoformat(), "contents": digests},
    )
    if publish_at is None:
        transaction.on_commit(lambda: publish_release(release))
    return release


def cancel_schedule(release: Release, *, user: Any) -> Release:
    """Call a scheduled release back: it is prepared again, its decisions are taken back.

    Errors: ReleaseRefused if it is not scheduled (any more).
    """
    if not user.has_perm(PUBLISH):
        raise PermissionDenied
    release = composing.locked(release)
    if release.state != State.SCHEDULED:
        raise ReleaseRefused(_("This release is not scheduled."))
    _unfreeze_all(release, user)
    data = {"publish_at": release.publish_at.isoformat() if release.publish_at else ""}
    release.state, release.publish_at = State.PREPARED, None
    release.save(update_fields=["state", "publish_at"])
    log(instance=release, action="fabrique.release.unschedule", user=user, data=data)
    return release


def cancel(release: Release, *, user: Any) -> Release:
    """Give a release up: its pages are free again, and go out each by its own way."""
    release = composing.locked(release)
    if release.state != State.PREPARED and not user.has_perm(PUBLISH):
        raise PermissionDenied
    _unfreeze_all(release, user)
    release.items.update(is_holding=False)
    release.state, release.publish_at = State.CANCELLED, None
    release.save(update_fields=["state", "publish_at"])
    for page_id in release.items.exclude(page=None).values_list("page_id", flat=True):
        mark_dirty("page", page_id)
    log(instance=release, action="fabrique.release.cancel", user=user)
    return release


def _unfreeze_all(release: Release, user: Any) -> None:
    for item in release.items.select_related("decision", "page", "release"):
        unfreeze(item, user=user)


def in_words(moment: datetime) -> str:
    """Return an instant in words, as people here count."""
    return date_format(timezone.localtime(moment), "l j F Y, H:i")
