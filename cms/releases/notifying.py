"""Mails about a release, to those concerned only: who prepared it and who decided on it."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from cms.releases.models import Release, ReleaseItem
from cms.workflow import mailing


def tell_stopped(release: Release) -> None:
    """Say that a release did not go out, and why."""
    _send("release_stopped", release, {"reasons": release.stop_reason.splitlines()})


def tell_changed(item: ReleaseItem, *, by: str) -> None:
    """Say at once that something decided on has changed: there may be time to mend it."""
    _send("release_changed", item.release, {"item": item, "by": by})


def _send(template: str, release: Release, context: dict[str, Any]) -> None:
    by_language: dict[str, list[str]] = {}
    people = {person.pk: person for person in (release.decided_by, release.created_by) if person is not None}
    for person in people.values():
        if person.is_active and person.email:
            by_language.setdefault(_language(person), []).append(person.email)
    for language, addresses in by_language.items():
        mailing.send(template=template, to=addresses, context={"release": release, **context}, language=language)


def _language(user: Any) -> str:
    profile = getattr(user, "wagtail_userprofile", None)
    return (profile.preferred_language if profile is not None else "") or settings.LANGUAGE_CODE
