"""The round through the guide of who looks after partners: the link, the snippets, who shows what."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from cms.demo.partners import NAME
from cms.feed.transaction import editorial_transaction
from cms.partners import usage
from cms.partners.choices import KeyKind
from cms.partners.keys import issue_key
from cms.partners.models import Partner
from tests.journeys.photographer import Photographer
from tests.journeys.screens import PARTNERSHIPS, page_of

READ = "/api/v1/ambassadors?limit=50"


def partners(photographer: Photographer) -> None:
    """Take the pictures of the guide “Accueillir un partenaire”."""
    partner = Partner.objects.get(name=NAME)
    _show(partner)
    with photographer.desk_of(PARTNERSHIPS) as page:
        access, embed = (reverse("partners:section", args=[partner.pk, name, ""]) for name in ("access", "embed"))
        photographer.goto(page, access)
        page.get_by_role("button", name="Envoyer un lien").first.click()
        photographer.goto(page, access)
        photographer.shot(page, "partenaire-acces", height=560)
        photographer.goto(page, embed)
        page.frame_locator(".builder-preview").locator("fabrique-feed .imprint a").first.wait_for()
        photographer.shot(page, "integrer")
        photographer.goto(page, reverse("partners:overview"))
        photographer.shot(page, "qui-montre-quoi", height=640)


def _show(partner: Partner) -> None:
    """Let the partner ask once, then correct a portrait and take one back: three versions are on the list."""
    headers = {"authorization": f"Bearer {issue_key(partner, KeyKind.SECRET)}"}
    assert Client().get(READ, headers=headers).status_code == 200
    usage.flush()
    corrected, taken_back = page_of("ambassadors", "cycles-pelican"), page_of("ambassadors", "ateliers-cabine-sud")
    with editorial_transaction():
        corrected.specific.save_revision().publish()
        taken_back.specific.unpublish()
