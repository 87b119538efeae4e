"""Withdrawal by staff, at somebody's request: in one commit the rows change, a sheet opens, every surface follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page

from cms.feed import registry
from cms.feed.transaction import require_editorial_transaction
from cms.media.choices import Persons
from cms.media.models import Consent, Image
from cms.media.privacy import normal
from cms.recall.services import open_sheet
from cms.recall.sheets import Cause, RecallSheet
from cms.recall.withdrawals import Withdrawal
from cms.workflow.decisions import record
from cms.workflow.fingerprint import fingerprint, image_ids
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.requirements import of_type

# Who agrees to a wider use has agreed to the narrower ones: whoever leaves the narrower leaves the wider too.
WIDER = {"site": ("site", "partners", "open"), "partners": ("partners", "open")}


@dataclass(frozen=True)
class Request:
    """Who asked for it, and how."""

    name: str = ""
    how: str = ""
    on: date | None = None
    reason: str = ""

    def for_sheet(self) -> dict[str, Any]:
        """Return what a sheet keeps of it."""
        return {
            "requested_by": self.name,
            "requested_how": self.how,
            "requested_on": self.on,
            "reason": self.reason,
        }


def pages_of(page: Page) -> list[Page]:
    """Return a page in all its languages, aliases left out: they follow their source."""
    rows = Page.objects.filter(translation_key=page.translation_key, alias_of=None).order_by("pk")
    return [row.specific for row in rows]


def parts_of(page: Page) -> list[Page]:
    """Return the pages below that are parts of a page's document (chapters), in all languages."""
    found: list[Page] = []
    for each in pages_of(page):
        below = [child.specific for child in each.get_children().filter(alias_of=None)]
        found += [child for child in below if (kind := registry.for_model(type(child))) and kind.parent]
    return found


def may_be_withdrawn(page: Page) -> bool:
    """Tell whether a page can be taken back: it is a document of its own, not a place where others hang."""
    if registry.for_model(page.specific_class or type(page)) is None or page.alias_of_id is not None:
        return False
    parts = {part.pk for part in parts_of(page)}
    return not page.get_children().exclude(pk__in=parts).exists() and not page.is_site_root()


def pictures_of(page: Page) -> list[int]:
    """Return the pictures that any language of a page shows, published or in its newest draft."""
    found: dict[int, None] = {}
    for each in [*pages_of(page), *parts_of(page)]:
        found |= dict.fromkeys(image_ids(each))
        revision = each.get_latest_revision()
        if revision is not None:
            found |= dict.fromkeys(image_ids(revision.as_object()))
    return list(found)


def withdraw_page(
    page: Page,
    *,
    request: Request,
    pictures: Iterable[int] = (),
    user: Any = None,
    cause: str = Cause.PORTRAIT,
    is_final: bool = False,
) -> RecallSheet:
    """Take a page back in all its languages, with the pictures named.

    Shape: where somebody signs, the newest signature becomes a withdrawal, which only a new one lifts; elsewhere a
    Withdrawal stands until it is lifted, and the page is unpublished: lifting publishes nothing. `is_final` does
    both, so that no signature brings it back. What was scheduled no longer is.
    Errors: EditorialTransactionRequired outside editorial_transaction().
    """
    require_editorial_transaction("A withdrawal")
    chosen = list(pictures)
    pages, parts = pages_of(page), parts_of(page)
    sheet = open_sheet(
        content_id=page.translation_key,
        title=page.get_admin_display_title(),
        cause=cause,
        user=user,
        image_ids=chosen,
        part_ids={part.translation_key for part in parts},
        detail=_pictures_in_words(chosen),
        **request.for_sheet(),
    )
    for each in [*parts, *pages]:
        if Kind.SIGN_OFF in of_type(type(each)):
            # Who asked, and why, is in the sheet alone: decisions are kept for good.
            record(page=each, digest=fingerprint(each), kind=Kind.SIGN_OFF, outcome=Outcome.WITHDRAWN, user=user)
        if is_final or Kind.SIGN_OFF not in of_type(type(each)):
            Withdrawal.objects.create(page_id=each.pk, content_id=each.translation_key, reason=request.reason)
            if each.live:
                # Whoever may withdraw need not be able to publish, and no lock keeps a page up.
                UnpublishPageAction(each, user=user).execute(skip_permission_checks=True)
        each.revisions.update(approved_go_live_at=None)
        log(instance=each, action="fabrique.recall.page", user=user, data={"sheet": sheet.pk})
    for image in Image.objects.filter(pk__in=chosen):
        _withdraw_row(image)
    return sheet


def standing_withdrawals(page: Page) -> list[Withdrawal]:
    """Return the withdrawals that keep a page, its other languages and its parts back."""
    keys = {page.translation_key, *(part.translation_key for part in parts_of(page))}
    return list(Withdrawal.objects.filter(content_id__in=keys, lifted_at=None).select_related("page"))


def lift(page: Page, *, user: Any = None) -> int:
    """Let a page that was taken back be published again; returns how many rows stood. Publishes nothing."""
    require_editorial_transaction("Lifting a withdrawal")
    standing = standing_withdrawals(page)
    for row in standing:
        row.lifted_at = timezone.now()
        row.save(update_fields=["lifted_at"])
        log(instance=row.page.specific, action="fabrique.recall.lifted", user=user)
    return len(standing)


def withdraw_image(image: Image, *, request: Request, user: Any = None) -> RecallSheet:
    """Take a picture down everywhere and delete the files made from it."""
    require_editorial_transaction("A withdrawal")
    sheet = open_sheet(title=image.title, cause=Cause.PICTURE, user=user, image_ids=[image.pk], **request.for_sheet())
    _withdraw_row(image)
    log(instance=image, action="fabrique.recall.image", user=user, data={"sheet": sheet.pk})
    return sheet


def withdraw_person(image: Image, person: str, *, request: Request, user: Any = None) -> RecallSheet:
    """End every consent of one person for a picture: nobody sees it until they sign again."""
    require_editorial_transaction("A withdrawal")
    sheet = open_sheet(
        title=image.title,
        cause=Cause.PERSON,
        user=user,
        image_ids=[image.pk],
        detail=_("Consent of %(person)s.") % {"person": person},
        **request.for_sheet(),
    )
    rows = _consents(image, person)
    for row in rows:
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
    if not rows or image.persons != Persons.IDENTIFIED:
        # Nothing else would hide it: the form says that nobody can be recognised, or the person is not in it.
        _withdraw_row(image)
    log(instance=image, action="fabrique.recall.person", user=user, data={"sheet": sheet.pk})
    return sheet


def withdraw_use(image: Image, use: str, *, person: str = "", request: Request, user: Any = None) -> RecallSheet:
    """Take one use of a picture back, and the wider ones with it: for one person, or for the picture as a whole.

    Shape: `use` is site, partners, open, press, print or social.
    """
    require_editorial_transaction("A withdrawal")
    uses = WIDER.get(use, (use,))
    names = ", ".join(str(Image._meta.get_field(f"may_{each}").verbose_name) for each in uses)
    sheet = open_sheet(
        title=image.title,
        cause=Cause.USE,
        user=user,
        image_ids=[image.pk],
        detail=(_("%(person)s: %(uses)s") % {"person": person, "uses": names}) if person else names,
        **request.for_sheet(),
    )
    for row in _consents(image, person):
        for each in uses:
            setattr(row, f"may_{each}", False)
        row.proof_note = _noted(row.proof_note, names)
        row.save()
    if not person:
        for each in uses:
            setattr(image, f"may_{each}", False)
        image.save()
    log(instance=image, action="fabrique.recall.use", user=user, data={"sheet": sheet.pk, "uses": list(uses)})
    return sheet


def _consents(image: Image, person: str) -> list[Consent]:
    """Return the consents for a picture that stand: those of a person, or everybody's."""
    rows = image.consents.filter(revoked_at=None).order_by("pk")
    return [row for row in rows if not person or normal(row.person) == normal(person)]


def _noted(note: str, uses: str) -> str:
    day = timezone.localdate().isoformat()
    line = _("Withdrawn on %(day)s: %(uses)s.") % {"day": day, "uses": uses}
    return f"{note}\n{line}".strip()


def _withdraw_row(image: Image) -> None:
    if not image.is_withdrawn:
        image.is_withdrawn = True
        image.save()


def _pictures_in_words(ids: list[int]) -> str:
    titles = Image.objects.filter(pk__in=ids).values_list("title", flat=True)
    return _("Pictures withdrawn with it: %(titles)s.") % {"titles": ", ".join(titles)} if ids else ""
