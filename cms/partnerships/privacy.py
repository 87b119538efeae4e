"""What is known about the people who answer for a partner, and how it is forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from cms.feed.transaction import run_editorial
from cms.partners.models import Partner, PartnerContact
from cms.partnerships.links import KEEP, forget_links
from cms.workflow.privacy import Erasure, Person, PersonSource, Retention, register, register_retention


def contacts_who_are(person: Person) -> list[PartnerContact]:
    """Return the contacts that are this person, by address or by name."""
    rows = PartnerContact.objects.select_related("partner").order_by("pk")
    return [row for row in rows if person.has_address(row.email) or person.has_name(row.name)]


def partners_naming(person: Person) -> list[Partner]:
    """Return the partners whose notes mention the person."""
    return [row for row in Partner.objects.exclude(notes="").order_by("pk") if person.is_in(row.notes)]


def find(person: Person) -> int:
    """Count what is known about somebody."""
    return len(contacts_who_are(person)) + len(partners_naming(person))


def names(person: Person) -> Iterator[str]:
    """Return the names under which an address is known here."""
    for contact in PartnerContact.objects.all():
        if person.has_address(contact.email):
            yield contact.name


def export(person: Person) -> list[dict[str, Any]]:
    """Return everything known about somebody: the contact, when links were sent, the notes that name them."""
    found: list[dict[str, Any]] = [
        {
            "kind": "partner_contact",
            "partner": row.partner.name,
            "name": row.name,
            "email": row.email,
            "role": row.role,
            "language": row.language,
            "links_sent_at": list(row.links.order_by("created_at").values_list("created_at", flat=True)),
        }
        for row in contacts_who_are(person)
    ]
    return found + [
        {"kind": "partner_notes", "partner": row.name, "notes": row.notes} for row in partners_naming(person)
    ]


def erase(person: Person) -> Iterable[Erasure]:
    """Forget somebody. The partner and its keys stay: they are of an organisation."""

    def work() -> list[Erasure]:
        contacts, partners = contacts_who_are(person), partners_naming(person)
        for contact in contacts:
            contact.delete()
        for partner in partners:
            partner.notes = person.blot(partner.notes)
            partner.save(update_fields=["notes"])
        lines = [
            Erasure(_("contacts of partners, with their links"), len(contacts)),
            Erasure(_("notes on partners blotted out"), len(partners)),
        ]
        return [line for line in lines if line.count]

    return run_editorial(work)


register(PersonSource(name="partnerships", find=find, export=export, erase=erase, names=names))
register_retention(Retention("partner-links", KEEP, forget_links))
