"""A partner to try with: an invented town, its contact, its sites, and a key of each kind, shown on the first load."""

from __future__ import annotations

from django.db import transaction

from cms.partners.choices import KeyKind
from cms.partners.keys import issue_key
from cms.partners.models import Partner, PartnerContact, PartnerOrigin

NAME = "Ville de Bonneuil-les-Ateliers (démonstration)"
# Where a page of one's own is served while trying.
ORIGINS = ("http://localhost:9000", "http://127.0.0.1:9000", "https://www.bonneuil-les-ateliers.example")
CONTACT = "web@bonneuil-les-ateliers.example"


@transaction.atomic
def load_partner() -> list[tuple[KeyKind, str]]:
    """Make the partner if it is not there. Returns its keys, which nobody can show again; nothing on a later load."""
    partner, is_new = Partner.objects.get_or_create(
        name=NAME,
        defaults={
            "website": "https://www.bonneuil-les-ateliers.example",
            "notes": "Commune inventée pour la démonstration. Elle montre les ambassadeurs sur la page « Économie ».",
        },
    )
    if not is_new:
        return []
    PartnerContact.objects.create(
        partner=partner, name="Camille Exemple", email=CONTACT, role="webmestre (personne inventée)", language="fr"
    )
    PartnerOrigin.objects.bulk_create(PartnerOrigin(partner=partner, origin=origin) for origin in ORIGINS)
    return [(kind, issue_key(partner, kind)) for kind in KeyKind]
