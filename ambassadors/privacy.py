"""The people portrayed: found by their name, taken out of every feed as withdrawn, and out of every version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry, WorkflowState

from ambassadors.models import AmbassadorPage
from cms.media.choices import Persons
from cms.media.models import Image
from cms.media.privacy import delete_original
from cms.recall.sheets import Cause
from cms.recall.taking_back import Request, pictures_of, withdraw_page
from cms.workflow.privacy import Erasure, Person, PersonSource, register

# What the portrait says of the person, and the plain texts that may name them.
_OWN = ("leader_name", "leader_role", "quote", "image_alt", "internal_note")
_TEXTS = ("title", "draft_title", "seo_title", "search_description", "summary", "company_name", "made_here")


def portraits(person: Person) -> list[AmbassadorPage]:
    """Return the portraits of somebody in every language, drafts included."""
    keys = {
        page.translation_key
        for page in AmbassadorPage.objects.order_by("pk")
        if person.has_name(page.leader_name) or person.has_name(_drafted_name(page))
    }
    return list(AmbassadorPage.objects.filter(translation_key__in=keys, alias_of=None).order_by("pk"))


def _drafted_name(page: AmbassadorPage) -> str:
    revision = page.get_latest_revision()
    return str(revision.content.get("leader_name") or "") if revision is not None else ""


def export(person: Person) -> list[dict[str, Any]]:
    """Return the portraits of somebody, with every picture and how many versions there are."""
    return [
        {
            "kind": "portrait",
            "id": page.pk,
            "title": page.title,
            "language": page.locale.language_code,
            "address": page.full_url or "",
            "is_live": page.live,
            "leader_name": page.leader_name,
            "leader_role": page.leader_role,
            "quote": page.quote,
            "summary": page.summary,
            "story": page.story.get_prep_value(),
            "pictures": list(Image.objects.filter(pk__in=pictures_of(page)).values_list("file", flat=True)),
            "versions": page.revisions.count(),
        }
        for page in portraits(person)
    ]


def erase(person: Person) -> Iterator[Erasure]:
    """Withdraw the portraits, empty them, forget every former version, and delete the pictures of people."""
    pages = portraits(person)
    done: set[Any] = set()
    versions = 0
    for page in pages:
        if page.translation_key not in done:
            done.add(page.translation_key)
            _withdraw(page)
        versions += page.revisions.count()
        _empty(AmbassadorPage.objects.get(pk=page.pk), person)
    if pages:
        kept = _(
            "The page of the company, empty and unpublished; its tombstone in the feed, so that partners forget it too."
        )
        yield Erasure(_("portraits withdrawn and emptied"), len(pages), kept)
        yield Erasure(_("former versions of portraits deleted"), versions)


def _withdraw(page: AmbassadorPage) -> None:
    """Take the portrait back with every picture that may show somebody; pictures of things stay."""
    shown = Image.objects.filter(pk__in=pictures_of(page))
    people = [image for image in shown if image.persons != Persons.NOBODY or image.pk == page.image_id]
    ids = [image.pk for image in people]
    withdraw_page(page, request=Request(), pictures=ids, cause=Cause.ERASURE, is_final=True)
    for image in Image.objects.filter(pk__in=ids):
        delete_original(image)


def _empty(page: AmbassadorPage, person: Person) -> None:
    for state in WorkflowState.objects.for_instance(page):
        # Its task states name people in their comments; decisions and the log keep what was decided.
        state.delete()
    page.latest_revision = page.live_revision = None
    page.live, page.has_unpublished_changes = False, True
    for name in _OWN:
        setattr(page, name, "")
    for name in _TEXTS:
        setattr(page, name, person.blot(getattr(page, name)))
    page.story, page.image = [], None
    page.slug = f"portrait-{page.pk}"
    for row in page.commitments.all():
        row.evidence = person.blot(row.evidence)
        row.save()
    page.save(clean=False)
    page.wagtail_admin_comments.all().delete()
    page.revisions.all().delete()
    PageLogEntry.objects.filter(page=page).update(label=page.title[:255])
    page.save_revision(clean=False)


register(PersonSource("portraits", lambda person: len(portraits(person)), export, erase))
