"""What the lower rooms know about people, registered for requests of access and erasure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.feed import registry
from cms.feed.drain import every_page
from cms.media import privacy as media
from cms.recall import staff
from cms.recall.services import open_sheet
from cms.recall.sheets import Cause, RecallRecipient, RecallSheet
from cms.workflow.privacy import Erasure, Person, PersonSource, register
from cms.workflow.records import OutgoingMail


def _export_media(person: Person) -> list[dict[str, Any]]:
    return media.export_of(person.names)


def erase_media(person: Person) -> Iterator[Erasure]:
    """Withdraw and delete the pictures on which somebody is recorded, empty the consents, blot the texts."""
    names = person.names
    shown = [row.image_id for row in media.consents_of(names) if person.has_name(row.person)]
    if shown:
        open_sheet(title=_("Erasure of a person"), cause=Cause.ERASURE, image_ids=shown)
    images = media.withdraw_pictures_of(names)
    for image in images:
        media.delete_original(image)
    if images:
        yield Erasure(_("pictures withdrawn, their files deleted"), len(images))
    if count := media.erase_consents(names):
        yield Erasure(_("consents emptied and ended, signed papers deleted"), count)
    if count := media.erase_words(names):
        yield Erasure(_("texts of pictures blotted out"), count)
    signed = [row for row in media.images_naming(names) if person.is_in(f"{row.author} {row.credit}")]
    if signed:
        yield Erasure(
            "",
            len(signed),
            _("Author and credit of a photo: the code of intellectual property (L121-1) asks for the name."),
        )


def _sheets(person: Person) -> list[RecallSheet]:
    rows = RecallSheet.objects.all()
    return [row for row in rows if person.has_name(row.requested_by) or _mentions(person, row)]


def _mentions(person: Person, sheet: RecallSheet) -> bool:
    texts = (sheet.title, sheet.detail, sheet.reason, sheet.closing_note, *(one["title"] for one in sheet.images))
    return any(person.is_in(text) for text in texts)


def _recipients(person: Person) -> list[RecallRecipient]:
    rows = RecallRecipient.objects.all()
    return [
        row
        for row in rows
        if person.has_name(row.name) or person.is_in(row.contact) or person.is_in(row.note) or person.is_in(row.name)
    ]


def export_sheets(person: Person) -> list[dict[str, Any]]:
    """Return the recall sheets that name somebody."""
    found: list[dict[str, Any]] = [
        {
            "kind": "recall_sheet",
            "id": row.pk,
            "title": row.title,
            "requested_by": row.requested_by,
            "requested_how": row.requested_how,
            "requested_on": row.requested_on,
            "reason": row.reason,
            "detail": row.detail,
            "opened_at": row.opened_at,
            "closed_at": row.closed_at,
        }
        for row in _sheets(person)
    ]
    return found + [
        {"kind": "recall_recipient", "id": row.pk, "name": row.name, "contact": row.contact, "note": row.note}
        for row in _recipients(person)
    ]


def erase_sheets(person: Person) -> Iterator[Erasure]:
    """Blot somebody out of the recall sheets; what was recalled, when and from whom stays."""
    sheets = _sheets(person)
    for row in sheets:
        for field in ("title", "detail", "reason", "closing_note", "requested_by"):
            setattr(row, field, person.blot(getattr(row, field)))
        row.images = [{**one, "title": person.blot(one["title"])} for one in row.images]
        row.save()
    if sheets:
        kept = _("The sheet itself: it proves that the partners were told (RGPD, art. 19).")
        yield Erasure(_("recall sheets blotted out"), len(sheets), kept)
    recipients = _recipients(person)
    for one in recipients:
        one.name, one.contact, one.note = person.blot(one.name), person.blot(one.contact), person.blot(one.note)
        one.save()
    if recipients:
        yield Erasure(_("recipients of recalls blotted out"), len(recipients))


def _mails(person: Person) -> list[OutgoingMail]:
    rows = OutgoingMail.objects.order_by("pk")
    return [
        row
        for row in rows
        if person.has_address(row.recipient) or person.is_in(row.subject) or person.is_in(f"{row.text} {row.html}")
    ]


def _export_mails(person: Person) -> list[dict[str, Any]]:
    return [
        {"kind": "mail", "to": row.recipient, "subject": row.subject, "text": row.text, "sent_at": row.sent_at}
        for row in _mails(person)
    ]


def _erase_mails(person: Person) -> Iterator[Erasure]:
    ids = [row.pk for row in _mails(person)]
    OutgoingMail.objects.filter(pk__in=ids).delete()
    if ids:
        yield Erasure(_("mails deleted, sent or waiting"), len(ids))


def _pages(person: Person) -> list[Page]:
    """Return the pages that mention somebody, as they stand or in their newest draft."""
    found = []
    for page in Page.objects.filter(pk__in=every_page()).order_by("pk").specific().iterator(chunk_size=200):
        if registry.for_model(type(page)) is None:
            continue
        revision = page.get_latest_revision()
        said = f"{page.serializable_data()} {revision.content if revision else ''}"
        if person.is_in(said):
            found.append(page)
    return found


def _export_pages(person: Person) -> list[dict[str, Any]]:
    return [
        {"kind": "page", "id": page.pk, "title": page.title, "address": page.full_url or "", "is_live": page.live}
        for page in _pages(person)
    ]


def _erase_pages(person: Person) -> Iterator[Erasure]:
    found = _pages(person)
    if found:
        titles = ", ".join(f"{page.title} ({page.pk})" for page in found)
        why = _("Texts that mention the person: %(titles)s. Decide by hand (RGPD, art. 17-3 a: right to inform).")
        yield Erasure("", len(found), why % {"titles": titles})


register(PersonSource("pages", lambda person: len(_pages(person)), _export_pages, _erase_pages))
register(PersonSource("mails", lambda person: len(_mails(person)), _export_mails, _erase_mails))
register(
    PersonSource("recall", lambda person: len(_sheets(person)) + len(_recipients(person)), export_sheets, erase_sheets)
)
register(PersonSource("staff", staff.find, staff.export, staff.erase, names=staff.names))
register(PersonSource("media", lambda person: len(_export_media(person)), _export_media, erase_media))
