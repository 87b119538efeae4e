"""Sending a release out: all of its pages in one transaction, or none and the reason."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext, log
from wagtail.models import Page

from cms.feed.clock import database_now
from cms.feed.facts import Facts
from cms.feed.gates import judge
from cms.feed.transaction import EditorialBusy, PublicationRefused, is_active, run_editorial
from cms.media.audiences import Audience
from cms.releases.composing import settle_items
from cms.releases.freezing import named
from cms.releases.holding import releasing
from cms.releases.models import ItemOutcome, Release, State
from cms.releases.notifying import tell_stopped
from cms.releases.readiness import Standing, readiness
from cms.releases.refusals import ReleaseStopped

logger = logging.getLogger(__name__)
# The machine's troubles, not the release's: nothing was changed, the next minute tries again.
_TRANSIENT = (EditorialBusy, OperationalError, InterfaceError)


def due_releases() -> list[Release]:
    """List the releases whose time has come, earliest first."""
    due = Release.objects.filter(state=State.SCHEDULED, publish_at__lte=database_now())
    return list(due.order_by("publish_at", "pk"))


def publish_release(release: Release, user: Any = None) -> bool:
    """Publish a decided release whose time has come. Returns whether this call published it.

    Shape: harmless to call twice, or at once from several processes: the row decides, under the editorial lock.
    `user` is who does it where that is not who decided. What keeps it from going out rolls everything back; the reason
    is then noted in a second transaction, and mailed.
    Errors: RuntimeError inside editorial_transaction(), whose end a failure could not be told of.
    """
    if is_active():
        raise RuntimeError("publish_release() needs a transaction of its own.")
    try:
        return run_editorial(lambda: _publish(release.pk, user))
    except _TRANSIENT as error:
        logger.warning("The release %s waits for the next round: %s", release.pk, type(error).__name__)
        return False
    except PublicationRefused as refusal:
        reason = str(refusal)
    except PermissionDenied:
        reason = _("Whoever decided on it may no longer publish all of its pages.")
    except Exception as error:
        # Whatever a page's code raises must stop the release with a word to people, not the scheduler in silence.
        logger.exception("The release %s could not be published: nothing of it was changed.", release.pk)
        reason = _("An unexpected error (%(type)s): the administrators find it in the log.") % {
            "type": type(error).__name__
        }
    try:
        run_editorial(lambda: stop(release.pk, reason))
    except _TRANSIENT as error:
        logger.warning("Why the release %s did not go out is noted in the next round: %s", release.pk, error)
    return False


def _publish(release_id: int, user: Any) -> bool:
    release = Release.objects.select_for_update(of=("self",)).get(pk=release_id)
    now = database_now()
    if release.state != State.SCHEDULED or release.publish_at is None or release.publish_at > now:
        return False
    user = user or release.decided_by
    with releasing(release.pk), LogContext(user=user):
        found = readiness(release, now=now, items=settle_items(release))
        refuse_unready(found.going_out)
        for standing in in_order(found.going_out):
            _publish_one(standing, user)
        release.items.update(is_holding=False)
        release.state, release.published_at, release.published_by = State.PUBLISHED, now, user
        release.save(update_fields=["state", "published_at", "published_by"])
        _make_sure(found.going_out)
        contents = [standing.item.title for standing in found.going_out]
        log(instance=release, action="fabrique.release.publish", user=user, data={"titles": contents})
    return True


def in_order(standings: list[Standing]) -> list[Standing]:
    """Sources before translations, wholes before parts."""
    return sorted(standings, key=lambda one: (_is_translation(one), one.newest.path))


def _is_translation(standing: Standing) -> bool:
    from wagtail.models import Locale

    return standing.newest.locale_id != Locale.get_default().pk


def _publish_one(standing: Standing, user: Any) -> None:
    item = standing.item
    item.outcome = ItemOutcome.UNCHANGED if standing.is_unchanged else ItemOutcome.PUBLISHED
    if not standing.is_unchanged:
        revision = standing.revision or item.page.specific.save_revision(user=user)  # type: ignore[union-attr]
        revision.publish(user=user)
    item.save(update_fields=["outcome"])


def _make_sure(standings: list[Standing]) -> None:
    """Ask the gates once more, of what the rows say now: every page is public, or none of them is."""
    pages = list(Page.objects.filter(pk__in=[standing.newest.pk for standing in standings]).specific())
    facts = Facts.load(pages)
    now = timezone.now()
    by_id = {page.pk: page for page in pages}
    lines: list[str] = []
    for standing in standings:
        page = by_id[standing.newest.pk]
        verdict = judge(page, Audience.OWN, now, facts)
        lines += [f"{named(standing)} {reason.message}" for reason in verdict.reasons]
        if verdict.is_public and not verdict.is_public_at(now):
            lines.append(_("%(page)s it would not be visible at once.") % {"page": named(standing)})
    if lines:
        raise ReleaseStopped(lines)


def refuse_unready(standings: list[Standing]) -> None:
    """Raise ReleaseStopped unless every item may go out as it was decided."""
    lines = [line for standing in standings for line in stop_lines(standing)]
    if lines or not standings:
        raise ReleaseStopped(lines or [_("This release is empty: add pages first.")])


def stop_lines(standing: Standing) -> list[str]:
    """Say why a decided item does not go out after all, one line a reason."""
    name = named(standing)
    lines = [f"{name} {obstacle.message}" for obstacle in standing.blocking]
    if standing.is_added_late:
        lines.append(_("%(page)s it was added after the decision, and needs its own.") % {"page": name})
    elif standing.has_changed:
        lines.append(_("%(page)s it has changed since the decision, and needs a new one.") % {"page": name})
    elif standing.lacks_decision:
        lines.append(_("%(page)s the decision to publish it was taken back.") % {"page": name})
    return lines


def stop(release_id: int, reason: str) -> None:
    """Note why a release did not go out, and tell who decided and who prepared it. Its pages stay held."""
    release = Release.objects.select_for_update(of=("self",)).get(pk=release_id)
    if release.state != State.SCHEDULED:
        return
    release.state, release.stopped_at, release.stop_reason = State.STOPPED, timezone.now(), reason
    release.save(update_fields=["state", "stopped_at", "stop_reason"])
    log(instance=release, action="fabrique.release.stop", user=None, data={"reason": reason})
    tell_stopped(release)
