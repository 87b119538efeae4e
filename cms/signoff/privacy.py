"""What this room knows about people, and how it forgets them: the chain stays whole, the names leave it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.feed.transaction import run_editorial
from cms.signoff.records import PersonalPart
from cms.signoff.requests import Contact, SignOffRequest
from cms.workflow.privacy import Erasure, Person, PersonSource, register


def contacts_of(person: Person) -> list[Contact]:
    """Return the contacts that are this person, by address or by name."""
    return [row for row in Contact.objects.order_by("pk") if person.has_address(row.email) or person.has_name(row.name)]


def parts_of(person: Person) -> list[PersonalPart]:
    """Return the personal parts of records that say something of this person, whatever their place in it."""
    rows = PersonalPart.objects.exclude(data="").select_related("record").order_by("pk")
    return [row for row in rows if any(person.is_in(text) for text in _texts(row.values))]


def requests_of(person: Person) -> list[SignOffRequest]:
    """Return the requests that were sent to this person, or whose remarks name them."""
    mine = {row.record.request_id for row in parts_of(person)}
    keys = [row.content_id for row in contacts_of(person)]
    rows = SignOffRequest.objects.filter(models.Q(pk__in=mine) | models.Q(content_id__in=keys))
    return [row for row in rows.order_by("pk") if row.remarks or row.comment or row.content_id in keys]


def find_person(person: Person) -> int:
    """Count what is known about somebody."""
    return len(contacts_of(person)) + len(parts_of(person)) + len(requests_of(person))


def names_of(person: Person) -> Iterator[str]:
    """Return the names under which an address is known here."""
    for contact in Contact.objects.all():
        if person.has_address(contact.email):
            yield contact.name
    for part in PersonalPart.objects.exclude(data=""):
        if person.has_address(str(part.values.get("email", ""))):
            yield str(part.values.get("name", ""))


def export(person: Person) -> list[dict[str, Any]]:
    """Return everything known about somebody: addresses, answers, and each record with its proof."""
    found: list[dict[str, Any]] = [
        {"kind": "contact", "content_id": str(row.content_id), "name": row.name, "email": row.email,
         "language": row.language}
        for row in contacts_of(person)
    ]  # fmt: skip
    found += [
        {"kind": "request", "id": row.pk, "status": row.status, "sent_at": row.sent_at, "decided_at": row.decided_at,
         "remarks": row.remarks, "comment": row.comment}
        for row in requests_of(person)
    ]  # fmt: skip
    found += [
        {"kind": "record", "sequence": row.pk, "hash": row.record.hash, "said": json.loads(row.record.payload),
         "personal": row.values, "salt": row.salt}
        for row in parts_of(person)
    ]  # fmt: skip
    return found


def erase(person: Person) -> Iterable[Erasure]:
    """Forget somebody. What was signed, when and for which photos stays in the chain, and names nobody.

    Shape: a part that names two people (the person portrayed, the editor who sent the proof) goes whole: it can be
    emptied, not rewritten, or the chain would no longer hold.
    """

    def work() -> list[Erasure]:
        requests, parts, contacts = requests_of(person), parts_of(person), contacts_of(person)
        for request in requests:
            request.remarks, request.comment = {}, ""
            request.save(update_fields=["remarks", "comment"])
        for part in parts:
            part.salt = part.data = ""
            part.erased_at = timezone.now()
            part.save(update_fields=["salt", "data", "erased_at"])
        for contact in contacts:
            contact.delete()
        lines = [
            Erasure(_("addresses for the sign-off"), len(contacts)),
            Erasure(_("remarks of the sign-off"), len(requests)),
            Erasure(_("names in the records of the sign-off"), len(parts)),
        ]
        if parts:
            kept = _("The proof that a portrait was signed or withdrawn stays, without a name.")
            lines.append(Erasure(_("records of the sign-off"), 0, kept=kept))
        return [line for line in lines if line.count or line.kept]

    return run_editorial(work)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


register(PersonSource(name="signoff", find=find_person, export=export, erase=erase, names=names_of))
